import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inClusterTarget } from './in-cluster.js';
import { listContexts, loadKubeconfig } from './load-target.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plimsoll kubeconfig '));
});
afterEach(() => rm(folder, { recursive: true }));

const PEM = '-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n';
const config = (user: string, cluster = 'server: https://api.example.org:6443') => `
apiVersion: v1
kind: Config
current-context: one
clusters: [{name: c, cluster: {${cluster}}}]
users: [{name: u, user: {${user}}}]
contexts: [{name: one, context: {cluster: c, user: u}}, {name: two, context: {cluster: gone}}]
`;
async function load(text: string, context?: string) {
  const path = join(folder, 'config');
  await writeFile(path, text);
  return loadKubeconfig({ path, environment: {}, ...(context === undefined ? {} : { context }) });
}

describe('a kubeconfig', () => {
  it('names the API server, its authority and who talks to it', async () => {
    await writeFile(join(folder, 'ca.crt'), PEM);
    const cluster =
      'server: https://h:1/prefix, certificate-authority: ca.crt, tls-server-name: name, proxy-url: "http://p:3"';
    const target = await load(config('token: secret, as: someone', cluster));
    expect(target).toMatchObject({
      name: 'one',
      server: new URL('https://h:1/prefix'),
      tls: { ca: PEM, servername: 'name', insecure: false },
      proxy: { HTTPS_PROXY: 'http://p:3' },
    });
    expect((await target.credentials.current()).headers).toEqual({
      authorization: 'Bearer secret',
      'impersonate-user': 'someone',
    });
  });

  it('of several files is read as one, the first counts, and a missing one is none', async () => {
    await writeFile(join(folder, 'a'), 'current-context: one\n');
    await writeFile(join(folder, 'b'), config('token: x'));
    const environment = {
      KUBECONFIG: [join(folder, 'gone'), join(folder, 'a'), join(folder, 'b')].join(':'),
    };
    expect((await loadKubeconfig({ environment })).name).toBe('one');
    expect(await listContexts({ environment })).toEqual(['one', 'two']);
  });

  it('gives the data of certificates before their files', async () => {
    const data = Buffer.from(PEM).toString('base64');
    const target = await load(
      config(`client-certificate-data: ${data}, client-key-data: ${data}, client-certificate: /gone`),
    );
    expect(await target.credentials.current()).toEqual({ headers: {}, certificate: { cert: PEM, key: PEM } });
  });

  it('refers to a token file, which is read again after a refusal', async () => {
    await writeFile(join(folder, 'token'), 'first\n');
    const { credentials } = await load(config('tokenFile: token'));
    expect((await credentials.current()).headers).toEqual({ authorization: 'Bearer first' });
    await writeFile(join(folder, 'token'), 'second\n');
    expect((await credentials.current()).headers).toEqual({ authorization: 'Bearer first' });
    expect((await credentials.renew()).headers).toEqual({ authorization: 'Bearer second' });
    expect((await credentials.current()).headers).toEqual({ authorization: 'Bearer second' });
  });

  it.each([
    ['nothing', '', 'KUBECONFIG_EMPTY'],
    ['a comment', '# nothing\n', 'KUBECONFIG_EMPTY'],
    ['no YAML', 'a: [b', 'KUBECONFIG_INVALID'],
    ['a list', '[a]', 'KUBECONFIG_INVALID'],
    ['a Pod', 'kind: Pod', 'KUBECONFIG_INVALID'],
    ['no context', 'kind: Config', 'KUBECONFIG_CONTEXT_UNKNOWN'],
    ['no server', config('token: x', ''), 'KUBECONFIG_INCOMPLETE'],
    ['a server that is no URL', config('token: x', 'server: api'), 'KUBECONFIG_INCOMPLETE'],
    [
      'an authority that is gone',
      config('token: x', 'server: "https://h", certificate-authority: gone'),
      'KUBECONFIG_MATERIAL',
    ],
    [
      'no PEM',
      config('token: x', 'server: "https://h", certificate-authority-data: eA=='),
      'KUBECONFIG_MATERIAL',
    ],
    ['an auth-provider', config('auth-provider: {name: gcp}'), 'KUBECONFIG_UNSUPPORTED'],
    [
      'a SOCKS proxy',
      config('token: x', 'server: "https://h", proxy-url: "socks5://p:1"'),
      'KUBECONFIG_UNSUPPORTED',
    ],
    [
      'a plugin of another version',
      config('exec: {command: x, apiVersion: client.authentication.k8s.io/v1alpha1}'),
      'KUBECONFIG_UNSUPPORTED',
    ],
    [
      'a plugin without a command',
      config('exec: {apiVersion: client.authentication.k8s.io/v1}'),
      'KUBECONFIG_INCOMPLETE',
    ],
  ])('with %s is refused', async (_, text, code) => {
    await expect(load(text)).rejects.toMatchObject({ code, hint: expect.stringMatching(/./) });
  });

  it('says which contexts there are', async () => {
    await expect(load(config('token: x'), 'tow')).rejects.toMatchObject({
      code: 'KUBECONFIG_CONTEXT_UNKNOWN',
      message: expect.stringContaining('it has two, one'),
    });
    const many = Array.from({ length: 30 }, (_, at) => `{name: shop-${at}, context: {cluster: c}}`);
    const fleet = `clusters: [{name: c, cluster: {server: "https://h"}}]\ncontexts: [${many.join(', ')}, {name: prod-eu, context: {}}]`;
    await expect(load(fleet, 'prdo-eu')).rejects.toThrow(/it has prod-eu, .* and 23 more/);
    await expect(load(fleet)).rejects.toThrow(/has no current context; it has /);
    await expect(load(config('token: x'), 'two')).rejects.toMatchObject({ code: 'KUBECONFIG_INCOMPLETE' });
  });

  it('that is a folder or missing is refused', async () => {
    const environment = {};
    await mkdir(join(folder, 'd'));
    await expect(loadKubeconfig({ path: join(folder, 'd'), environment })).rejects.toMatchObject({
      code: 'KUBECONFIG_NOT_A_FILE',
    });
    await expect(loadKubeconfig({ path: join(folder, 'gone'), environment })).rejects.toMatchObject({
      code: 'KUBECONFIG_NOT_FOUND',
    });
    // A file of another user is test/e2e/kubeconfig-answers: the mode of a file is nothing to root.
  });
});

describe('a credential plugin', () => {
  const plugin = (script: string, more = '') =>
    config(
      `exec: {command: ./plugin, apiVersion: client.authentication.k8s.io/v1, env: [{name: WHO, value: me}], ${more} installHint: install it}`,
    ).replace('SCRIPT', script);
  async function asked(script: string, more = '') {
    await writeFile(join(folder, 'plugin'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const { credentials } = await load(plugin('', more));
    return credentials;
  }
  const answer = (status: string) =>
    `echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":${status}}'`;

  it('gives a token, once until it expires or is refused', async () => {
    const credentials = await asked(
      `echo x >> "$0.runs"\n${answer('{"token":"t","expirationTimestamp":"2999-01-01T00:00:00Z"}')}`,
    );
    const both = await Promise.all([credentials.current(), credentials.current()]);
    expect(both).toEqual([
      { headers: { authorization: 'Bearer t' } },
      { headers: { authorization: 'Bearer t' } },
    ]);
    await credentials.current();
    await credentials.renew();
    const { readFile } = await import('node:fs/promises');
    expect(await readFile(join(folder, 'plugin.runs'), 'utf8')).toBe('x\nx\n');
  });

  it('is told of the cluster, in its environment', async () => {
    const token = '{"token":"\'"$(echo "$WHO $KUBERNETES_EXEC_INFO" | tr -cd "a-z0-9:/. ")"\'"}';
    const credentials = await asked(answer(token), 'provideClusterInfo: true,');
    expect((await credentials.current()).headers['authorization']).toMatch(
      /^Bearer me .*server:https:\/\/api\.example/,
    );
  });

  it.each([
    ['fails', 'echo "login expired" >&2; exit 3', 'ended with 3: login expired'],
    ['says nothing', 'true', 'did not answer'],
    [
      'gives what expired',
      answer('{"token":"t","expirationTimestamp":"2020-01-01T00:00:00Z"}'),
      'gave a credential that expired at 2020-01-01',
    ],
    ['answers with nothing to use', answer('{}'), 'neither a token nor a certificate'],
  ])('that %s is an error with what to do', async (_, script, message) => {
    const credentials = await asked(script);
    await expect(credentials.current()).rejects.toMatchObject({
      code: 'KUBE_PLUGIN_FAILED',
      message: expect.stringContaining(message),
      hint: 'install it',
    });
  });

  it('that is not there says what to install', async () => {
    const { credentials } = await load(plugin(''));
    await expect(credentials.current()).rejects.toMatchObject({
      code: 'KUBE_PLUGIN_NOT_FOUND',
      hint: 'install it',
    });
  });
});

describe('inside a cluster', () => {
  const environment = { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443' };

  it('the service account talks to the API server', async () => {
    await writeFile(join(folder, 'ca.crt'), PEM);
    await writeFile(join(folder, 'token'), 't');
    const target = await inClusterTarget(environment, folder);
    expect(target).toMatchObject({ server: new URL('https://[fd00::1]:443'), tls: { ca: PEM } });
    expect((await target.credentials.current()).headers).toEqual({ authorization: 'Bearer t' });
  });

  it('without a token, or outside, is an error', async () => {
    await expect(inClusterTarget(environment, folder)).rejects.toMatchObject({ code: 'KUBECONFIG_MATERIAL' });
    await expect(inClusterTarget({}, folder)).rejects.toMatchObject({ code: 'KUBE_NOT_IN_CLUSTER' });
  });
});
