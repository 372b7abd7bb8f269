import { POSTURE_CHANNEL, createEvaluation, type Evaluation } from '@plimsoll/evaluation';
import { deleteClusterData, type IdentityContext } from '@plimsoll/identity';
import { createEnrollmentHandler, createStreamHandler } from '@plimsoll/ingest';
import { createCertificateAuthority, type CertificateAuthority } from '@plimsoll/link-certificates';
import { startLinkServer, type LinkServer } from '@plimsoll/link-server';
import type { OrganizationId } from '@plimsoll/model';
import { migrateQueue, openQueue, type Queue } from '@plimsoll/queue';
import { systemClock } from '@plimsoll/runtime';
import { createMetrics } from '@plimsoll/runtime/metrics';
import { testStore, type TestStore } from '@plimsoll/store/testing';
import { CATALOG } from './catalog.js';
import { memoryLog, type MemoryLog } from './memory-log.js';
import { newRecording, recordedEnrollment, recordedStreams, type Recording } from './recording.js';

/** Gateway and worker in this process, on a real Postgres, a real queue and a real listener with TLS. */
export interface Centre {
  readonly db: TestStore;
  readonly organizationId: OrganizationId;
  readonly identity: IdentityContext;
  readonly authority: CertificateAuthority;
  readonly evaluation: Evaluation;
  readonly recording: Recording;
  readonly log: MemoryLog;
  readonly enrollmentAddress: string;
  /** Reads, and again at each news of this centre, until it is good; the test's own limit ends it. */
  readonly until: <T>(read: () => Promise<T>, good: (value: T) => boolean) => Promise<T>;
  /** The gateway goes and comes back on the same ports; the worker stays. */
  readonly restartGateway: () => Promise<void>;
  readonly stopGateway: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** A lost NOTIFY costs a poll, never a change. */
const POLL_MS = 250;

export async function startCentre(): Promise<Centre> {
  const db = await testStore();
  await migrateQueue(db);
  const log = memoryLog('centre');
  const organizationId = await db.createOrganization('Flow');
  const authority = await createCertificateAuthority(Date.now());
  const recording = newRecording();
  const queue = await openQueue({ url: db.queueUrl, logger: log.logger });
  const parts = { store: db.store, queue, clock: systemClock, logger: log.logger };
  const evaluation = await startWorker(parts);
  let gateway = await listen(parts, authority, recording, { enrollment: 0, stream: 0 });
  const ports = { enrollment: gateway.enrollmentPort, stream: gateway.streamPort };
  const wakes = new Set<() => void>();
  await db.store.listen(POSTURE_CHANNEL, () => wakes.forEach((wake) => wake()));
  return {
    db,
    organizationId,
    identity: parts,
    authority,
    evaluation,
    recording,
    log,
    enrollmentAddress: `127.0.0.1:${ports.enrollment}`,
    until: (read, good) => until(wakes, read, good),
    stopGateway: () => gateway.close(),
    restartGateway: async () => {
      await gateway.close();
      gateway = await listen(parts, authority, recording, ports);
    },
    close: async () => {
      await gateway.close();
      await queue.close({ graceMs: 2_000 });
      await db.close();
    },
  };
}

type Parts = IdentityContext & { readonly queue: Queue; readonly logger: MemoryLog['logger'] };

async function startWorker(parts: Parts): Promise<Evaluation> {
  const evaluation = createEvaluation({ ...parts, catalog: CATALOG, metrics: createMetrics() });
  await parts.queue.work(
    [
      evaluation.handlers,
      {
        'delete-cluster': (cluster, { signal }) => deleteClusterData(parts, cluster, { signal }),
      },
    ],
    { concurrency: 2 },
  );
  return evaluation;
}

function listen(
  parts: Parts,
  ca: CertificateAuthority,
  recording: Recording,
  ports: { readonly enrollment: number; readonly stream: number },
): Promise<LinkServer> {
  const metrics = createMetrics();
  return startLinkServer({
    ...parts,
    host: '127.0.0.1',
    enrollmentPort: ports.enrollment,
    streamPort: ports.stream,
    ca,
    metrics,
    enrollment: recordedEnrollment(createEnrollmentHandler(parts), recording),
    streams: recordedStreams(createStreamHandler({ ...parts, metrics }), recording),
  });
}

async function until<T>(
  wakes: Set<() => void>,
  read: () => Promise<T>,
  good: (value: T) => boolean,
): Promise<T> {
  for (;;) {
    const { promise: news, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(() => resolve(), POLL_MS);
    wakes.add(resolve);
    const value = await read();
    if (good(value)) return (clearTimeout(timer), wakes.delete(resolve), value);
    await news;
    clearTimeout(timer);
    wakes.delete(resolve);
  }
}
