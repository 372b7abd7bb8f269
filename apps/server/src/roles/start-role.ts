import { openQueue } from '@plimsoll/queue';
import { systemClock, type Logger, type Started } from '@plimsoll/runtime';
import { createMetrics } from '@plimsoll/runtime/metrics';
import { openStore } from '@plimsoll/store';
import type { ServerConfiguration } from '../configuration.js';
import { startHttp, type HttpServer } from '../http/start-http.js';
import { writeReadyFile, type Ready } from './ready-file.js';
import type { Gateway } from './gateway.js';
import type { Common, Part } from './part.js';

const JOBS_GRACE_MS = 4_000;

export interface Running extends Started {
  readonly ready: Ready;
}

/** Starts the parts of a role, the inner ones first; what was opened is closed when a later one fails. */
export async function startRole(configuration: ServerConfiguration, logger: Logger): Promise<Running> {
  const opened: (() => Promise<void>)[] = [];
  try {
    const common = await openCommon(configuration, logger, opened);
    const { gateway, parts } = await startParts(common, opened);
    const http = await openHttp(common, gateway, parts);
    opened.push(() => http.close());
    const ready = readyOf(http, gateway);
    if (configuration.readyFile !== undefined) await writeReadyFile(configuration.readyFile, ready);
    logger.info({ role: configuration.role, ...ready }, 'ready');
    return { ready, stop: () => stop(common, parts, opened) };
  } catch (error) {
    await closeAll(opened);
    throw error;
  }
}

async function openCommon(
  configuration: ServerConfiguration,
  logger: Logger,
  opened: (() => Promise<void>)[],
): Promise<Common> {
  const { databaseUrl, poolSize } = configuration;
  const store = await openStore({ url: databaseUrl, poolSize, logger });
  opened.push(() => store.close());
  const queue = await openQueue({ url: configuration.redisUrl ?? databaseUrl, logger });
  opened.push(() => queue.close({ graceMs: JOBS_GRACE_MS }));
  const metrics = createMetrics({ process: true });
  return { configuration, store, queue, clock: systemClock, logger, metrics };
}

interface Parts {
  readonly gateway: Gateway | undefined;
  readonly parts: readonly Part[];
}

/** The libraries of a role are loaded with it: a gateway needs no GraphQL, an api no gRPC. */
async function startParts(common: Common, opened: (() => Promise<void>)[]): Promise<Parts> {
  const { role } = common.configuration;
  const parts: Part[] = [];
  if (role === 'worker' || role === 'all') {
    const { startWorker } = await import('./worker.js');
    const worker = await startWorker(common);
    opened.push(() => worker.close());
    parts.push(worker);
  }
  if (role !== 'gateway' && role !== 'all') return { gateway: undefined, parts };
  const { startGateway } = await import('./gateway.js');
  const gateway = await startGateway(common);
  opened.push(() => gateway.close());
  return { gateway, parts: [...parts, gateway] };
}

async function openHttp(
  common: Common,
  gateway: Gateway | undefined,
  parts: readonly Part[],
): Promise<HttpServer> {
  const { configuration, store, metrics, logger } = common;
  const serves = configuration.role === 'api' || configuration.role === 'all';
  const api = serves ? [(await import('./api.js')).apiModule(common, gateway)] : [];
  const checks = [{ name: 'store', check: () => store.ping() }, ...parts.flatMap((part) => part.checks)];
  const { host, httpPort: port } = configuration;
  const scrapes = parts.flatMap(({ scrape }) => scrape ?? []);
  return startHttp({ host, port, metrics, checks, scrapes, api, logger });
}

const readyOf = (http: HttpServer, gateway: Gateway | undefined): Ready => ({
  httpPort: http.port,
  enrollmentPort: gateway?.enrollmentPort ?? null,
  streamPort: gateway?.streamPort ?? null,
  caPin: gateway?.caPin ?? null,
});

/** Streams get a goodbye and jobs an end before what they write to is closed. */
async function stop(
  common: Common,
  parts: readonly Part[],
  opened: readonly (() => Promise<void>)[],
): Promise<void> {
  await Promise.all(parts.map((part) => part.drain()));
  await closeAll(opened);
  common.logger.info({}, 'stopped');
}

/** The last opened first; one that fails does not keep the others open. */
async function closeAll(opened: readonly (() => Promise<void>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const close of opened.toReversed()) await close().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}
