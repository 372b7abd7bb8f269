import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createApiToken, createEnrollmentToken, operator } from '@plimsoll/identity';
import { createCertificateAuthority } from '@plimsoll/link-certificates';
import { enroll, writeAgentState } from '@plimsoll/link-client';
import { migrateQueue } from '@plimsoll/queue';
import { silentLogger, systemClock } from '@plimsoll/runtime';
import { startCentre, type BenchCentre } from '../centre/bench-centre.js';
import { benchErrors } from '../errors.js';
import type { Bench } from '../scenario.js';
import { startNode, type NodeProcess } from './node-process.js';

/** The server as it is shipped, all roles in one process, and agents of the role cluster as processes. */
export interface LiveCentre {
  readonly centre: BenchCentre;
  readonly httpPort: number;
  readonly serverPid: number | undefined;
  /** Of a viewer. */
  readonly token: string;
  /** Enrols a new cluster and starts its agent on the kubeconfig's current context. */
  readonly startAgent: (kubeconfig: string) => Promise<LiveAgent>;
  readonly close: () => Promise<void>;
}

export interface LiveAgent extends NodeProcess {
  readonly clusterId: string;
  /** By `performance.now()`. */
  readonly startedAt: number;
}

interface Ready {
  readonly httpPort: number;
  readonly enrollmentPort: number;
}

const START_MS = 30_000;
const SECRET = 'of the benchmark, which guards nothing';
const queue = { enqueue: () => Promise.resolve() };

/** @throws BENCH_PROGRAM_FAILED */
export async function startLiveCentre({ root, folder }: Bench): Promise<LiveCentre> {
  const centre = await startCentre(folder);
  await migrateQueue(centre);
  const ca = await createCertificateAuthority(Date.now());
  const server = await startServer(root, folder, centre.appUrl, ca);
  const identity = { store: centre.store, queue, clock: systemClock };
  const by = operator(centre.organizationId);
  const agents: NodeProcess[] = [];
  return {
    centre,
    httpPort: server.ready.httpPort,
    serverPid: server.pid,
    token: (await createApiToken(identity, by, { name: 'bench', role: 'viewer' })).text,
    startAgent: async (kubeconfig) => {
      const state = await enroll({
        logger: silentLogger,
        clock: systemClock,
        address: `127.0.0.1:${server.ready.enrollmentPort}`,
        caPin: ca.pin,
        token: (await createEnrollmentToken(identity, by)).text,
        cluster: { kind: 'kubernetes', uid: randomUUID(), name: `bench-${agents.length}` },
        agentVersion: 'bench',
      });
      const file = join(folder, `agent-${agents.length}.json`);
      await writeAgentState(file, state);
      const startedAt = performance.now();
      const agent = startNode([join(root, 'apps/agent/dist/bin/plimsoll-agent.js')], {
        AGENT_ROLE: 'cluster',
        AGENT_STATE_FILE: file,
        AGENT_KUBECONFIG: kubeconfig,
        AGENT_LOG_LEVEL: 'warn',
      });
      agents.push(agent);
      return { ...agent, startedAt, clusterId: state.clusterId };
    },
    close: async () => {
      for (const agent of agents) await agent.stop();
      await server.stop();
      await centre.close();
    },
  };
}

async function startServer(
  root: string,
  folder: string,
  databaseUrl: string,
  ca: { readonly certificatePem: string; readonly privateKeyPem: string },
): Promise<NodeProcess & { readonly ready: Ready }> {
  const [certificate, key, readyFile] = ['ca.pem', 'ca.key', 'ready.json'].map((name) => join(folder, name));
  if (!certificate || !key || !readyFile) throw new TypeError('three names are three paths');
  await writeFile(certificate, ca.certificatePem);
  await writeFile(key, ca.privateKeyPem, { mode: 0o600 });
  const server = startNode([join(root, 'apps/server/dist/main.js')], {
    SERVER_ROLE: 'all',
    SERVER_HTTP_PORT: '0',
    SERVER_ENROLLMENT_PORT: '0',
    SERVER_STREAM_PORT: '0',
    SERVER_SECRET: SECRET,
    SERVER_CA_CERTIFICATE_FILE: certificate,
    SERVER_CA_KEY_FILE: key,
    SERVER_READY_FILE: readyFile,
    DATABASE_URL: databaseUrl,
    LOG_LEVEL: 'warn',
  });
  for (const deadline = Date.now() + START_MS; server.running() && Date.now() < deadline; await wait(50)) {
    const ready = await readFile(readyFile, 'utf8').catch(() => undefined); // not there yet
    if (ready !== undefined) return { ...server, ready: JSON.parse(ready) };
  }
  throw benchErrors.error('BENCH_PROGRAM_FAILED', 'the server does not start');
}

export interface Reached {
  readonly facts: number;
  readonly evaluated: boolean;
}

/** Looks until every source was read as a whole and all of it is evaluated. @throws BENCH_PROGRAM_FAILED */
export async function untilPosture(
  { store, organizationId }: BenchCentre,
  agent: LiveAgent,
  withinMs: number,
): Promise<Reached> {
  for (const deadline = Date.now() + withinMs; agent.running() && Date.now() < deadline; await wait(20)) {
    const [row] = await store.transaction(organizationId, (tx) =>
      tx.query<Reached>(WHOLE, [organizationId, agent.clusterId, SOURCES]),
    );
    if (row?.evaluated) return row;
  }
  throw benchErrors.error('BENCH_PROGRAM_FAILED', `the cluster is no posture after ${withinMs} ms`);
}

/** Every watched kind and the version. */
const SOURCES = 31;
const WHOLE = `select coalesce(sum(facts), 0)::int as facts,
  count(*) filter (where state = 'complete') >= $3 and bool_and(state = 'complete')
    and (select covered_generation = generation and generation > 0 and not dirty
      and not exists (select from dirty where organization_id = $1 and cluster_id = $2)
      from directory where organization_id = $1 and cluster_id = $2) as evaluated
  from partitions where organization_id = $1 and cluster_id = $2`;
