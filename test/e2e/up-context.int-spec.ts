// `plimsoll up --context` against a real API server: the built programs, started as a person starts them.
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { startTestbed, type TestUser } from '@plimsoll/testbed';
import { describeTestbed } from '@plimsoll/testbed/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { agentUser } from '../kube/support/agent-user.js';
import { ask } from './support/ask.js';
import { processesNaming } from './support/orphans.js';
import { PROGRAMS } from './support/program.js';

const LIMIT = { timeout: 120_000 };

async function says(stream: Readable, pattern: RegExp): Promise<void> {
  let text = '';
  const { promise, resolve } = Promise.withResolvers<void>();
  stream.on('data', (bytes: Buffer) => {
    text += bytes.toString();
    if (pattern.test(text)) resolve();
  });
  await promise;
}

interface Summary {
  readonly clusters: readonly {
    readonly id: string;
    readonly name: string;
    readonly kind: string;
    readonly connected: boolean;
    readonly frameworks: readonly {
      readonly framework: string;
      readonly score: number | null;
      readonly coverage: number | null;
      readonly requirements: { readonly pass: number; readonly fail: number };
    }[];
  }[];
  readonly worstFindings: readonly {
    readonly cluster: string;
    readonly control: string;
    readonly subject: string;
    readonly evidence: readonly { readonly path: string; readonly value: unknown }[];
  }[];
}

describeTestbed('plimsoll up --context --once --format json', () => {
  let folder: string;
  let testbed: Awaited<ReturnType<typeof startTestbed>>;
  let agent: TestUser;
  let pods: string;
  let namespace: string;
  let first: Summary;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'plimsoll up context '));
    chmodSync(folder, 0o755);
    testbed = await startTestbed();
    agent = await agentUser(testbed);
    namespace = await testbed.createNamespace();
    pods = `/api/v1/namespaces/${namespace}/pods`;
    const spec = { containers: [{ name: 'c', image: 'i', securityContext: { privileged: true } }] };
    const made = await testbed.admin.request('POST', pods, { body: { metadata: { name: 'bad' }, spec } });
    if (made.status !== 201) throw new Error(made.text);
  });
  afterAll(async () => {
    await testbed.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  function start(kubeconfig: string, ...more: readonly string[]) {
    const { DATABASE_URL: _, DATABASE_OWNER_URL: __, ...environment } = process.env;
    const words = ['--no-demo', '--port', '0', '--data', join(folder, 'data'), ...more];
    const args = [PROGRAMS.cli, 'up', '--context', 'testbed', '--kubeconfig', kubeconfig, ...words];
    return spawn(process.execPath, args, {
      cwd: folder,
      env: { ...environment, NODE_OPTIONS: '', HOME: folder },
    });
  }

  async function up(kubeconfig: string) {
    const child = start(kubeconfig, '--once', '--format', 'json');
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (bytes: Buffer) => void (stdout += bytes.toString()));
    child.stderr.on('data', (bytes: Buffer) => void (stderr += bytes.toString()));
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    return { code, stdout, stderr };
  }

  async function summary(): Promise<Summary & { readonly stderr: string }> {
    const { code, stdout, stderr } = await up(agent.kubeconfig);
    expect(code, stderr).toBe(0);
    const read: Summary = JSON.parse(stdout);
    return { ...read, stderr };
  }

  const privileged = ({ worstFindings }: Summary) =>
    worstFindings.find(({ control }) => control === 'workload/privileged');

  it('shows the cluster beside this machine, judged, and a privileged Pod in it', LIMIT, async () => {
    const { stderr, ...read } = await summary();
    first = read;
    expect(stderr).toMatch(/^Reading testbed: (\d+) of \1 sources, [\d,]+ objects$/m);
    expect(stderr).not.toContain('Not read of testbed');
    expect(first.clusters.map(({ kind }) => kind).sort()).toEqual(['host', 'kubernetes']);
    const cluster = first.clusters.find(({ kind }) => kind === 'kubernetes');
    expect(cluster).toMatchObject({ name: 'testbed', connected: true });
    for (const wanted of ['pss-baseline', 'pss-restricted']) {
      const framework = cluster?.frameworks.find(({ framework: name }) => name === wanted);
      expect(framework, wanted).toMatchObject({ coverage: 1 });
      expect(framework?.requirements.fail, wanted).toBeGreaterThan(0);
      expect(framework?.requirements.pass, wanted).toBeGreaterThan(0);
    }
    expect(privileged(first)).toMatchObject({
      cluster: 'testbed',
      subject: `Pod ${namespace}/bad`,
      evidence: [{ path: 'spec.containers[0].securityContext.privileged', value: true }],
    });
    expect(await processesNaming(join(folder, 'data'))).toEqual([]);
  });

  it('knows the cluster again, and that the Pod went meanwhile', LIMIT, async () => {
    await testbed.admin.request('DELETE', `${pods}/bad?gracePeriodSeconds=0`);
    const again = await summary();
    expect(again.clusters.map(({ id }) => id).sort()).toEqual(first.clusters.map(({ id }) => id).sort());
    expect(privileged(again)).toBeUndefined();
  });

  it('asks the cluster and changes nothing in it', () => {
    const events = readFileSync(testbed.auditLog, 'utf8')
      .split('\n')
      .filter((line) => line.includes('"userAgent":"plimsoll'));
    expect(events.length).toBeGreaterThan(0);
    const verbs = events.flatMap((line) => {
      const { verb, requestURI } = JSON.parse(line) as { verb: string; requestURI: string };
      return /\/selfsubject(?:access|rules)reviews/.test(requestURI) ? [] : [verb];
    });
    expect([...new Set(verbs)].filter((verb) => !['get', 'list', 'watch'].includes(verb))).toEqual([]);
  });

  it('outlives the cluster, which may be deleted, and says then what is left of it', LIMIT, async () => {
    const child = start(agent.kubeconfig);
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    const { stdout, stderr } = child;
    await says(stdout, /Running; Ctrl-C/);
    const { port, token } = JSON.parse(readFileSync(join(folder, 'data/secrets/session.json'), 'utf8')) as {
      readonly port: number;
      readonly token: string;
    };
    const { id } = first.clusters.find(({ kind }) => kind === 'kubernetes') ?? {};
    const deletion = 'mutation D($id: ID!) { deleteCluster(id: $id) { userErrors { message } } }';
    const told = says(stderr, /Context testbed is read no more: .*archived or deleted/s);
    expect((await ask(port, token, deletion, { id })).text).toContain('"userErrors":[]');
    await told;
    expect((await ask(port, token, '{ viewer { __typename } }')).errors).toEqual([]);
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    const again = await up(agent.kubeconfig);
    expect([again.code, again.stdout]).toEqual([2, '']);
    expect(again.stderr).toContain('(CLUSTER_DELETED)');
  });

  it('says who may not read it, before anything starts', LIMIT, async () => {
    const nobody = await testbed.bearer(testbed.token('nobody'));
    const { code, stdout, stderr } = await up(nobody.kubeconfig);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('(KUBE_FORBIDDEN)');
    expect(stderr).not.toContain('Started');
  });
});
