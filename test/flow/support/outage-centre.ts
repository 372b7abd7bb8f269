import { randomUUID } from 'node:crypto';
import {
  createEnrollmentToken,
  loadClusterIdentity,
  operator,
  type ClusterIdentity,
  type IdentityContext,
} from '@plimsoll/identity';
import { createEnrollmentHandler, createStreamHandler } from '@plimsoll/ingest';
import { createCertificateAuthority, type CertificateAuthority } from '@plimsoll/link-certificates';
import { enroll, writeAgentState, type AgentState } from '@plimsoll/link-client';
import {
  startLinkServer,
  type EnrollmentHandler,
  type LinkServer,
  type StreamHandler,
} from '@plimsoll/link-server';
import { isClusterId, type ClusterId, type OrganizationId } from '@plimsoll/model';
import { silentLogger, type Clock } from '@plimsoll/runtime';
import { createMetrics } from '@plimsoll/runtime/metrics';
import { testStore, type TestStore } from '@plimsoll/store/testing';

/** Who came when, by the clock of the centre. */
export interface Arrivals {
  readonly renewals: { readonly atMs: number; readonly agentId: string }[];
  readonly streams: { readonly atMs: number; readonly agentId: string }[];
}

/** What goes wrong from now on. */
export interface Faults {
  /** So many renewals are committed and their answers lost, as when the centre is killed between the two. */
  loseAnswers: number;
}

/** A gateway with a clock of the test's own, on a real Postgres and real listeners with TLS; it can be away. */
export interface OutageCentre {
  readonly db: TestStore;
  readonly organizationId: OrganizationId;
  readonly identity: IdentityContext;
  readonly arrivals: Arrivals;
  readonly faults: Faults;
  readonly goAway: () => Promise<void>;
  readonly comeBack: () => Promise<void>;
  /** Enrols a cluster, or again the one of this state, and leaves the identity at the path. */
  readonly enroll: (statePath: string, known?: AgentState) => Promise<AgentState>;
  readonly identityOf: (state: Pick<AgentState, 'clusterId'>) => Promise<ClusterIdentity | null>;
  readonly connected: () => Promise<number>;
  readonly close: () => Promise<void>;
}

export async function startOutageCentre(clock: Clock): Promise<OutageCentre> {
  const db = await testStore({ poolSize: 10 });
  const organizationId = await db.createOrganization('Outage');
  const ca = await createCertificateAuthority(clock.now());
  const identity: IdentityContext = {
    store: db.store,
    queue: { enqueue: () => Promise.resolve() },
    clock,
  };
  const arrivals: Arrivals = { renewals: [], streams: [] };
  const faults: Faults = { loseAnswers: 0 };
  const watched = { arrivals, faults };
  // All enrol in one instant of the simulated clock, which no address may; what comes later is under the usual limit.
  const first = { burst: 1_000, perMinute: 60 };
  let gateway = await listen(identity, ca, watched, { enrollment: 0, stream: 0 }, first);
  const ports = { enrollment: gateway.enrollmentPort, stream: gateway.streamPort };
  return {
    db,
    organizationId,
    identity,
    arrivals,
    faults,
    goAway: () => gateway.close(),
    comeBack: async () => void (gateway = await listen(identity, ca, watched, ports)),
    enroll: (path, known) => enrolled(identity, organizationId, ca, ports.enrollment, path, known),
    identityOf: ({ clusterId }) =>
      db.store.transaction(organizationId, (tx) =>
        loadClusterIdentity(tx, clusterOf(clusterId), clock.now()),
      ),
    connected: async () => {
      const sql = 'select count(*)::integer as count from clusters where connected_stream is not null';
      const [row] = await db.store.transaction(organizationId, (tx) => tx.query<{ count: number }>(sql));
      return row?.count ?? 0;
    },
    close: async () => {
      await gateway.close();
      await db.close();
    },
  };
}

function listen(
  parts: IdentityContext,
  ca: CertificateAuthority,
  { arrivals, faults }: { readonly arrivals: Arrivals; readonly faults: Faults },
  ports: { readonly enrollment: number; readonly stream: number },
  rate?: { readonly burst: number; readonly perMinute: number },
): Promise<LinkServer> {
  const shared = { ...parts, logger: silentLogger, metrics: createMetrics() };
  return startLinkServer({
    ...shared,
    host: '127.0.0.1',
    enrollmentPort: ports.enrollment,
    streamPort: ports.stream,
    ca,
    limits: { heartbeatMs: 3_600_000 }, // the clock leaps: nobody is silent for that
    enrollment: noted(
      createEnrollmentHandler({ ...shared, ...(rate && { rate }) }),
      parts.clock,
      arrivals,
      faults,
    ),
    streams: notedStreams(createStreamHandler(shared), parts.clock, arrivals),
  });
}

const noted = (
  handler: EnrollmentHandler,
  clock: Clock,
  { renewals }: Arrivals,
  faults: Faults,
): EnrollmentHandler => ({
  enroll: handler.enroll,
  renew: async (renewal, caller, issue) => {
    renewals.push({ atMs: clock.now(), agentId: renewal.agent.agentId });
    const grant = await handler.renew(renewal, caller, issue);
    if (faults.loseAnswers === 0) return grant;
    faults.loseAnswers -= 1;
    throw new Error('the answer is lost');
  },
});

const notedStreams = (handler: StreamHandler, clock: Clock, { streams }: Arrivals): StreamHandler => ({
  open: (peer, hello, push) => {
    streams.push({ atMs: clock.now(), agentId: peer.agentId });
    return handler.open(peer, hello, push);
  },
});

async function enrolled(
  identity: IdentityContext,
  organizationId: OrganizationId,
  ca: CertificateAuthority,
  port: number,
  statePath: string,
  known: AgentState | undefined,
): Promise<AgentState> {
  const wanted = known === undefined ? {} : { clusterId: clusterOf(known.clusterId) };
  const { text } = await createEnrollmentToken(identity, operator(organizationId), wanted);
  const state = await enroll({
    address: `127.0.0.1:${port}`,
    caPin: ca.pin,
    token: text,
    cluster: known?.cluster ?? { kind: 'kubernetes', uid: randomUUID(), name: 'outage' },
    agentVersion: 'test',
    clock: identity.clock,
    logger: silentLogger,
  });
  await writeAgentState(statePath, state);
  return state;
}

function clusterOf(id: string): ClusterId {
  if (isClusterId(id)) return id;
  throw new Error('the centre gave no cluster id');
}
