import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import { HOST_TREES, plantHost, type PlantedHost } from '@plimsoll/collectors/testing';
import { createApiToken, operator } from '@plimsoll/identity';
import { isOrganizationId, type ClusterId } from '@plimsoll/model';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { listOf } from '../flow/support/audited.js';
import { Canaries, secretHostFiles, secretManifests } from '../flow/support/canaries.js';
import { ask, type Answer } from './support/ask.js';
import { install, type Installation } from './support/installation.js';
import { isAlive } from './support/orphans.js';
import { Program } from './support/program.js';

const KPTR = '/proc/sys/kernel/kptr_restrict';
const BROWSER = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const NO_BROWSER = existsSync(BROWSER) ? undefined : `there is no browser at ${BROWSER}; set CHROMIUM_PATH`;
const secrets = new Canaries();
const allowed = new Canaries();

let centre: Installation;
let host: PlantedHost;
let agent: Program;
let clusterId: ClusterId;
let strangersToken: string;

const mine = (query: string, variables = {}): Promise<Answer> =>
  ask(centre.ports.httpPort, centre.administratorToken, query, variables);
const strangers = (query: string, variables = {}): Promise<Answer> =>
  ask(centre.ports.httpPort, strangersToken, query, variables);

beforeAll(async () => {
  centre = await install();
  host = await plantHost(HOST_TREES['ubuntu-24.04-node']);
  const plant = (place: string): string => secrets.plant(place);
  for (const [path, content] of Object.entries(secretHostFiles(plant))) await host.write(path, content);
  const manifests = join(centre.folder, 'manifests');
  await mkdir(manifests);
  const named = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: allowed.plant('a name'), namespace: 'shop' },
  };
  const container = { name: 'c', image: 'i', securityContext: { privileged: true } };
  const objects = [...secretManifests(plant), { ...named, spec: { containers: [container] } }];
  await writeFile(join(manifests, 'all.json'), listOf(objects));
  await centre.server.says(/"ready"/);
  const statePath = join(centre.folder, 'agent.json');
  clusterId = await centre.enroll('audited', statePath);
  strangersToken = await otherOrganization();
  agent = new Program('agent', {
    AGENT_ROLE: 'node',
    AGENT_STATE_FILE: statePath,
    AGENT_HOST_ROOT: host.root,
    AGENT_NODE_NAME: 'node-1',
    AGENT_HOST_EVERY: '1s',
    AGENT_MANIFESTS: manifests,
    AGENT_MANIFESTS_EVERY: '1s',
    AGENT_LOG_LEVEL: 'debug',
  });
  agent.start();
  await until(
    verdicts,
    ({ text }) =>
      text.includes('KUBERNETES') &&
      !text.includes('"evaluationPending":true') &&
      text.includes('plimsoll-kernel'),
  );
  await until(kptrFindings, ({ data }) => data !== null);
});
afterAll(async () => {
  await agent.stop();
  await centre.close();
  await host.remove();
});

async function otherOrganization(): Promise<string> {
  const id = randomUUID();
  if (!isOrganizationId(id)) throw new Error('not an id');
  await centre.store.transaction(id, (tx) =>
    tx.query('insert into organizations (organization_id, name) values ($1, $2)', [id, 'strangers']),
  );
  return (await createApiToken(centre.identity, operator(id), { name: 'stranger', role: 'admin' })).text;
}

const LIMIT_MS = 20_000;
async function until<T>(read: () => Promise<T>, good: (value: T) => boolean): Promise<T> {
  const deadline = performance.now() + LIMIT_MS;
  for (;;) {
    const value = await read();
    if (good(value) || performance.now() > deadline) return value;
    await wait(25); // between two looks at another process
  }
}

const verdicts = (): Promise<Answer> =>
  mine(`{ organization { clusters { cluster { uuid kind health { connected evaluationPending } }
    postures { framework score coverage counts { pass fail unknown } } } } }`);
const kptrFindings = (): Promise<Answer> =>
  mine(
    `query($c: ID!) { findings(first: 10, filter: { clusters: [$c], controls: ["kernel/kptr-restrict"], verdicts: [FAIL] })
    { nodes { openedAt evidence { path value wanted } } } }`,
    { c: clusterId },
  );
const posture = (asOf?: string): Promise<Answer> =>
  mine(
    `query($c: ID!, $at: DateTime) { posture(scope: { cluster: $c }, framework: "plimsoll-kernel", asOf: $at)
    { score counts { pass fail unknown } requirements { requirement verdict } } }`,
    { c: clusterId, at: asOf },
  );

describe('posture in GraphQL', () => {
  it('follows an edited value within two seconds of the next pass, and still shows the past', async () => {
    const before = await posture();
    expect(before.errors).toEqual([]);
    expect((await kptrFindings()).data).toEqual({ findings: { nodes: [] } });
    const instant = new Date().toISOString();
    const edited = performance.now();
    await host.write(KPTR, '0\n');
    const after = await until(kptrFindings, ({ text }) => text.includes('"value":"0"'));
    const seconds = (performance.now() - edited) / 1000;
    expect(after.text).toContain('"path":"kernel.kptr_restrict"');
    expect(seconds).toBeLessThan(1 + 2); // the pass comes within a second
    const now = await until(posture, ({ text }) => text !== before.text);
    expect(now.text).not.toBe(before.text);
    expect((await posture(instant)).data).toEqual(before.data);
  });
});

describe('secrets of the cluster', () => {
  it('are in no answer of GraphQL, evidence included, though names are', async () => {
    const answers = [
      await mine(
        '{ findings(first: 100, filter: { status: ALL }) { nodes { id detail subject { kind name } evidence { path value wanted } } } }',
      ),
      await mine(
        '{ subjects(first: 10) { nodes { id key judgement { verdicts { control { slug } verdict evidence { path value wanted } } } } } }',
      ),
      await mine(
        'query($c: ID!) { cluster(id: $c) { name labels { key value } health { sources { source state reason nextStep } rejectedFacts { reason } } } }',
        { c: clusterId },
      ),
    ];
    for (const { text, errors } of answers) {
      expect(errors).toEqual([]);
      expect(secrets.foundIn(text)).toEqual([]);
    }
    expect(answers.flatMap(({ text }) => allowed.foundIn(text))).toContain('a name');
  });

  it('are in no log of the processes', () => {
    expect(agent.output).toContain('connected to the centre');
    expect(secrets.foundIn(agent.output)).toEqual([]);
    expect(secrets.foundIn(centre.server.output)).toEqual([]);
  });
});

describe('another organization', () => {
  it('sees nothing, and its cursors do not fit', async () => {
    const page = await mine('{ findings(first: 2) { pageInfo { endCursor } nodes { id } } }');
    const cursor = /"endCursor":"([^"]+)"/.exec(page.text)?.[1];
    const id = /"id":"([^"]+)"/.exec(page.text)?.[1];
    expect(cursor).toBeDefined();
    expect((await strangers('{ organization { clusterCount clusters { cluster { name } } } }')).data).toEqual(
      {
        organization: { clusterCount: 0, clusters: [] },
      },
    );
    const ids = [clusterId, id].map((value) =>
      strangers('query($id: ID!) { node(id: $id) { id } cluster(id: $id) { id } }', { id: value }),
    );
    for (const { data } of await Promise.all(ids)) expect(data).toEqual({ node: null, cluster: null });
    const next = await strangers(
      'query($after: String) { findings(first: 2, after: $after) { nodes { id } } }',
      { after: cursor },
    );
    expect(next.errors.length).toBe(1);
    expect(next.text).not.toContain(id);
  });
});

describe('a Postgres that is killed under the server', () => {
  it('makes it not ready, and what changed meanwhile is judged when it is back', async () => {
    const ready = async () => (await fetch(`http://127.0.0.1:${centre.ports.httpPort}/readyz`)).status;
    expect(await ready()).toBe(200);
    const pid = centre.postgres.pid();
    process.kill(pid, 'SIGKILL');
    await until(ready, (status) => status === 503);
    await host.write(KPTR, '2\n');
    const server = centre.server.pid;
    expect(await until(ready, (status) => status === 200)).toBe(200);
    const fixed = await until(
      kptrFindings,
      ({ data, text }) => data !== null && !text.includes('"value":"0"'),
    );
    expect(fixed.data).toEqual({ findings: { nodes: [] } });
    expect(centre.server.pid).toBe(server);
    expect(isAlive(pid)).toBe(false);
  });
});

describe('GraphiQL in a browser', () => {
  it(
    'logs in by a one-time code and answers a saved query, from our own files alone',
    { timeout: 90_000 },
    async ({ skip }) => {
      if (NO_BROWSER) {
        console.info(`skipped: ${NO_BROWSER}`);
        skip(NO_BROWSER);
      }
      const made = await mine('mutation { createLoginCode { code } }');
      const code = /"code":"([^"]+)"/.exec(made.text)?.[1] ?? '';
      const browser = await chromium.launch({ executablePath: BROWSER, args: ['--no-sandbox'] });
      try {
        const page = await browser.newPage();
        const base = `http://127.0.0.1:${centre.ports.httpPort}`;
        const asked: string[] = [];
        const problems: string[] = [];
        page.on('request', (request) => asked.push(request.url()));
        page.on('pageerror', (error) => problems.push(error.message));
        await page.goto(`${base}/graphiql#code=${code}`);
        // The page may still be logging in at the first click.
        await vi.waitFor(
          async () => {
            await page.locator('.graphiql-execute-button').click({ timeout: 10_000 });
            await page
              .locator('.graphiql-response')
              .filter({ hasText: '"data"' })
              .waitFor({ timeout: 4_000 });
          },
          { timeout: 50_000 },
        );
        expect(problems).toEqual([]);
        expect(
          asked.filter(
            (url) => !url.startsWith(base) && !url.startsWith('data:') && !url.startsWith('blob:'),
          ),
        ).toEqual([]);
        expect(page.url()).not.toContain(code);
      } finally {
        await browser.close();
      }
    },
  );
});
