// What a person is told whose kubeconfig does not lead to a cluster: the built program, real files, a real API server.
import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCertificateAuthority } from '@plimsoll/link-certificates';
import { describeTestbed, sharedTestbed } from '@plimsoll/testbed/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROGRAMS } from './support/program.js';

const LIMIT = { timeout: 30_000 };
const NOBODY = 65534;

describeTestbed('a kubeconfig and what a person is told', () => {
  let folder: string;
  let testbed: Awaited<ReturnType<typeof sharedTestbed>>;
  let good: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plimsoll answers '));
    await chmod(folder, 0o755);
    testbed = await sharedTestbed();
    good = await readFile(testbed.kubeconfig, 'utf8');
  });
  afterAll(async () => {
    testbed.close();
    await rm(folder, { recursive: true });
  });

  /** Enrolling asks who the cluster is; there is no centre, so it ends there when all is well. */
  async function told(
    kubeconfig: string,
    more: readonly string[] = [],
    environment: Readonly<Record<string, string>> = {},
    uid?: number,
  ) {
    const pin = `sha256:${'0'.repeat(64)}`;
    const way = [
      '--centre',
      '127.0.0.1:1',
      '--ca-pin',
      pin,
      '--token',
      't',
      '--state',
      join(folder, 'state'),
    ];
    const args = ['enroll', '--kubeconfig', kubeconfig, ...way, ...more];
    const child = spawn(process.execPath, [PROGRAMS.cli, ...args], {
      cwd: folder,
      env: { PATH: process.env['PATH'] ?? '', HOME: folder, ...environment },
      ...(uid === undefined ? {} : { uid, gid: uid }),
    });
    let stderr = '';
    child.stderr.on('data', (bytes: Buffer) => void (stderr += bytes.toString()));
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    const [, said] = /\((\w+)\)\n {2}\S/.exec(stderr) ?? [];
    return { code, said, stderr };
  }
  const file = async (name: string, text: string, mode = 0o644): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, text, { mode });
    return path;
  };
  /** The good one with another user. */
  const withUser = (user: string): string =>
    good.replace(/(users:\n- name: \S+\n {2}user:\n)(?: {4}.*\n)+/, `$1    ${user}\n`);
  const plugin = async (name: string, script: string): Promise<string> => {
    await file(name, `#!/bin/sh\n${script}\n`, 0o755);
    const exec = `{command: ./${name}, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never}`;
    return file(`${name}.config`, withUser(`exec: ${exec}`));
  };
  const credential = (status: string): string =>
    `echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":${status}}'`;

  it('that is well leads to the cluster, and then to the centre', LIMIT, async () => {
    expect(await told(testbed.kubeconfig)).toMatchObject({ code: 2, said: 'LINK_UNREACHABLE' });
  });

  describe('the file', () => {
    it('is a folder', LIMIT, async () => {
      await mkdir(join(folder, 'sub'));
      expect((await told(join(folder, 'sub'))).said).toBe('KUBECONFIG_NOT_A_FILE');
    });
    it('is empty', LIMIT, async () => {
      expect((await told(await file('empty', ''))).said).toBe('KUBECONFIG_EMPTY');
    });
    it('is nowhere', LIMIT, async () => {
      expect((await told(join(folder, 'nowhere'))).said).toBe('KUBECONFIG_NOT_FOUND');
    });
    it("is another user's", LIMIT, async () => {
      const path = await file('private', good, 0o600);
      const asRoot = process.getuid?.() === 0;
      if (!asRoot) await chmod(path, 0);
      const { said, stderr } = await told(path, [], {}, asRoot ? NOBODY : undefined);
      expect(said, stderr).toBe('KUBECONFIG_UNREADABLE');
    });
  });

  describe('the context', () => {
    it('is not there, but one of a name like it', LIMIT, async () => {
      const { said, stderr } = await told(testbed.kubeconfig, ['--context', 'tesbed']);
      expect(said).toBe('KUBECONFIG_CONTEXT_UNKNOWN');
      expect(stderr).toContain('it has testbed');
    });
    it('is one of several, of which none is the current one', LIMIT, async () => {
      const two = good
        .replace(/current-context: .*\n/, '')
        .replace('contexts:\n', 'contexts:\n- {name: other, context: {cluster: testbed, user: testbed}}\n');
      const { said, stderr } = await told(await file('two', two));
      expect(said).toBe('KUBECONFIG_CONTEXT_UNKNOWN');
      expect(stderr).toMatch(/has no current context; it has other, testbed/);
    });
  });

  describe('the credential plugin', () => {
    it('gives a token that the API server takes', LIMIT, async () => {
      const token = testbed.token('testbed-admin');
      const path = await plugin('good', credential(`{"token":"${token}"}`));
      expect((await told(path)).said).toBe('LINK_UNREACHABLE');
    });
    it('is not installed', LIMIT, async () => {
      const exec = `{command: no-such-plugin, apiVersion: client.authentication.k8s.io/v1, installHint: fetch it}`;
      const { said, stderr } = await told(await file('missing', withUser(`exec: ${exec}`)));
      expect(said).toBe('KUBE_PLUGIN_NOT_FOUND');
      expect(stderr).toContain('fetch it');
    });
    it.each([
      ['fails', 'login expired, run login >&2; exit 1', 'ended with'],
      [
        'gives what is expired',
        credential('{"token":"t","expirationTimestamp":"2020-01-01T00:00:00Z"}'),
        'expired',
      ],
    ])('%s', LIMIT, async (title, script, words) => {
      const { said, stderr } = await told(await plugin(`bad-${title.length}`, script));
      expect([said, stderr.includes(words)]).toEqual(['KUBE_PLUGIN_FAILED', true]);
    });
    it('gives a token that the API server does not take', LIMIT, async () => {
      const path = await plugin('stranger', credential('{"token":"hunter2"}'));
      const { said, stderr } = await told(path);
      expect(said).toBe('KUBE_UNAUTHENTICATED');
      expect(stderr).not.toContain('hunter2');
    });
  });

  describe('the way', () => {
    let proxy: Server;
    const connects: string[] = [];
    beforeAll(async () => {
      proxy = createServer();
      proxy.on('connect', (request, socket) => {
        connects.push(request.url ?? '');
        const [host, port] = (request.url ?? '').split(':');
        const onward = connect(Number(port), host, () => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
        onward.on('error', () => socket.destroy());
        socket.on('error', () => onward.destroy());
        onward.pipe(socket).pipe(onward);
      });
      await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done));
    });
    afterAll(() => new Promise((done) => proxy.close(done)));
    const proxyUrl = () => `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;

    it('is a proxy of the kubeconfig, or of the environment', LIMIT, async () => {
      const ours = good.replace(/( {4}server: .*\n)/, `$1    proxy-url: ${proxyUrl()}\n`);
      expect((await told(await file('proxied', ours))).said).toBe('LINK_UNREACHABLE');
      expect(connects).toHaveLength(1);
      const environment = { HTTPS_PROXY: proxyUrl(), NO_PROXY: '127.0.0.1:1' };
      await told(testbed.kubeconfig, [], environment);
      expect(connects.length).toBeGreaterThan(1);
    });
    it('is a proxy that is not there', LIMIT, async () => {
      const lost = good.replace(/( {4}server: .*\n)/, '$1    proxy-url: http://127.0.0.1:1\n');
      const { said, stderr } = await told(await file('lost', lost));
      expect(said, stderr).toBe('KUBE_PROXY_FAILED');
      expect(stderr).toContain('through the proxy http://127.0.0.1:1');
    });
    it('leads to a server whose certificate nobody knows', LIMIT, async () => {
      const { certificatePem } = await createCertificateAuthority(Date.now());
      const data = Buffer.from(certificatePem).toString('base64');
      const other = good.replace(/certificate-authority-data: .*/, `certificate-authority-data: ${data}`);
      expect((await told(await file('untrusted', other))).said).toBe('KUBE_UNTRUSTED');
    });
    it('leads to a server that refuses', LIMIT, async () => {
      const nobody = await testbed.bearer(testbed.token('nobody'));
      const { said, stderr } = await told(nobody.kubeconfig);
      expect(said).toBe('KUBE_FORBIDDEN');
      expect(stderr).toContain('ClusterRole');
    });
  });
});
