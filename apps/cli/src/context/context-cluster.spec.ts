import { createServer, type Server } from 'node:http';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { plimsoll } from '../testing/fake-terminal.js';
import { contextCluster } from './context-cluster.js';

let folder: string;
let server: Server;
let address: string;
let answer: { readonly status: number; readonly body: unknown };
const asked: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plimsoll context '));
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer.body));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const at = server.address();
  address = `http://127.0.0.1:${typeof at === 'object' && at ? at.port : 0}`;
});
afterAll(async () => {
  await new Promise((done) => server.close(done));
  await rm(folder, { recursive: true });
});
beforeEach(() => {
  answer = { status: 200, body: { items: [{ metadata: { name: 'kube-system', uid: 'u-1' } }] } };
});

const config = (name: string, url = address): string =>
  JSON.stringify({
    clusters: [{ name: 'c', cluster: { server: url } }],
    contexts: [{ name, context: { cluster: 'c' } }],
    'current-context': name,
  });

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, text);
  return path;
}

const around = () => ({ environment: { HOME: folder }, cwd: folder });

describe('the cluster behind a context', () => {
  it('is known by its kube-system, read with the permission to list alone', async () => {
    const kubeconfig = await file('one', config('prod'));
    expect(await contextCluster({ kubeconfig }, around())).toEqual({
      kubeconfig,
      context: 'prod',
      uid: 'u-1',
      server: address,
    });
    expect(asked.at(-1)).toBe('/api/v1/namespaces?fieldSelector=metadata.name%3Dkube-system&limit=1');
  });

  it.each([
    ['without kube-system', { items: [] }],
    ['whose kube-system has no uid', { items: [{ metadata: { name: 'kube-system' } }] }],
  ])('%s is nobody', async (_title, body) => {
    answer = { status: 200, body };
    const kubeconfig = await file('one', config('prod'));
    await expect(contextCluster({ kubeconfig }, around())).rejects.toMatchObject({
      code: 'CONTEXT_UNIDENTIFIED',
    });
  });

  it('of the name testbed is found where npm run testbed leaves it, unless one has such a context', async () => {
    const left = await file('.plimsoll/testbed/kubeconfig', config('testbed'));
    expect(await contextCluster({ context: 'testbed' }, around())).toMatchObject({ kubeconfig: left });
    await file('.kube/config', config('testbed'));
    expect(await contextCluster({ context: 'testbed' }, around())).not.toHaveProperty('kubeconfig');
  });
});

describe('a person is told before anything starts', () => {
  const up = (...args: readonly string[]) => plimsoll(['up', '--data', join(folder, 'none'), ...args]);

  it('which contexts there are', async () => {
    const { code, stderr } = await up('--context', 'x', '--kubeconfig', await file('two', config('prod')));
    expect(code).toBe(2);
    expect(stderr).toMatch(/has no context x; it has prod \(KUBECONFIG_CONTEXT_UNKNOWN\)/);
  });

  it('what the API server refuses', async () => {
    answer = { status: 403, body: { kind: 'Status', message: 'namespaces "kube-system" is forbidden' } };
    const { stderr } = await up('--kubeconfig', await file('one', config('prod')));
    expect(stderr).toMatch(/"kube-system" is forbidden \(KUBE_FORBIDDEN\)\n {2}Bind the agent's ClusterRole/);
  });

  it.each([
    ['is missing', 'nowhere', undefined, 'KUBECONFIG_NOT_FOUND'],
    ['is a folder', '.', undefined, 'KUBECONFIG_NOT_A_FILE'],
    ['is empty', 'empty', '', 'KUBECONFIG_EMPTY'],
    ['leads nowhere', 'away', config('a', 'http://127.0.0.1:1'), 'KUBE_UNREACHABLE'],
  ])('that the kubeconfig %s', async (_title, name, text, code) => {
    if (text !== undefined) await file(name, text);
    const ran = await up('--kubeconfig', join(folder, name));
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain(`(${code})\n  `);
  });
});
