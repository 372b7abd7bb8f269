import { Queue, Worker, createPostgresBackend, withBackend } from 'bullmq';
import type { JobsOptions, Processor, WorkerOptions } from 'bullmq';
import pg from 'pg';
import { asOutage } from './away.js';
import { queueErrors } from './errors.js';

/** One BullMQ queue for all jobs, so that a process needs few connections (two pools and one LISTEN). */
export const QUEUE_NAME = 'plimsoll';

/** BullMQ's own, and where its migrations put its tables. */
export const SCHEMA = 'bullmq';

/** Both keep one hash slot in a Redis Cluster; Postgres knows no prefix. */
const REDIS_PREFIX = '{plimsoll}';
const PRODUCER_CONNECTIONS = 3;
const WORKER_CONNECTIONS = 4;

type Settings = Omit<WorkerOptions, 'connection'>;

/** The part of BullMQ's producer that is used here, the same for both backends. */
export interface Producer {
  readonly add: (name: string, payload: object, options: JobsOptions) => Promise<unknown>;
  readonly repeat: (name: string, everyMs: number, options: JobsOptions) => Promise<unknown>;
  readonly ready: () => Promise<unknown>;
  readonly close: () => Promise<void>;
}

export interface Consumer {
  readonly ready: () => Promise<unknown>;
  /** Takes no more jobs. */
  readonly pause: () => Promise<void>;
  /** Leaves the connections; with `force` the running jobs are given up, to be run again when their locks end. */
  readonly close: (force: boolean) => Promise<void>;
}

export interface Backend {
  readonly producer: (failed: (error: Error) => void) => Producer;
  readonly consumer: (work: Processor, settings: Settings, failed: (error: Error) => void) => Consumer;
}

type AnyQueue = Pick<Queue, 'waitUntilReady' | 'close'> & {
  add: (name: string, payload: object, options: JobsOptions) => Promise<unknown>;
  upsertJobScheduler: (
    id: string,
    repeat: { every: number },
    template: { name: string; data: object; opts: JobsOptions },
  ) => Promise<unknown>;
};

const producerOf = (queue: AnyQueue): Producer => ({
  add: (name, payload, options) => queue.add(name, payload, options),
  repeat: (name, every, opts) => queue.upsertJobScheduler(name, { every }, { name, data: {}, opts }),
  ready: () => queue.waitUntilReady(),
  close: () => queue.close(),
});

const consumerOf = (worker: Pick<Worker, 'waitUntilReady' | 'close' | 'pause'>): Consumer => ({
  ready: () => worker.waitUntilReady(),
  close: (force) => worker.close(force),
  pause: () => worker.pause(true),
});

/**
 * A connection that was handed out and waits for its next statement has no listener of its own; that Postgres ends it in
 * that moment must not end the process. The statement that follows is refused, and that is where it is dealt with.
 */
class SteadyClient extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }
}

/** BullMQ takes a pool, and its types say so only of what has any property. */
type ConnectionPool = pg.Pool & Readonly<Record<string, unknown>>;

/** Its connections see BullMQ's schema, as those of a pool of its own would; one of them stays with LISTEN. */
export function poolOf(url: string, max: number): ConnectionPool {
  const pool: pg.Pool = new pg.Pool({
    connectionString: url,
    max,
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
    application_name: 'plimsoll queue',
    options: `-c search_path=${SCHEMA}`,
    Client: SteadyClient,
  });
  const statement = pool.query.bind(pool);
  const query = async (text: string, values?: unknown[]): Promise<unknown> => {
    try {
      return await statement(text, values);
    } catch (error) {
      throw asOutage(error);
    }
  };
  return Object.assign(pool, { query }) as ConnectionPool;
}

/** BullMQ leaves a pool that it was given to whoever made it. */
async function closeThen(closing: Promise<void>, pool: pg.Pool): Promise<void> {
  try {
    await closing;
  } finally {
    await pool.end();
  }
}

function postgresBackend(url: string): Backend {
  const classes = withBackend(createPostgresBackend);
  return {
    producer: (failed) => {
      const pool = poolOf(url, PRODUCER_CONNECTIONS);
      const queue = new classes.Queue(QUEUE_NAME, { connection: pool });
      queue.on('error', failed);
      const producer = producerOf(queue);
      return { ...producer, close: () => closeThen(producer.close(), pool) };
    },
    consumer: (work, settings, failed) => {
      const pool = poolOf(url, WORKER_CONNECTIONS);
      const worker = new classes.Worker(QUEUE_NAME, work, { ...settings, connection: pool });
      worker.on('error', failed);
      const consumer = consumerOf(worker);
      return { ...consumer, close: (force) => closeThen(consumer.close(force), pool) };
    },
  };
}

function redisBackend(url: string): Backend {
  const connection = { url, maxRetriesPerRequest: null };
  return {
    producer: (failed) => {
      const queue = new Queue(QUEUE_NAME, { connection, prefix: REDIS_PREFIX });
      queue.on('error', failed);
      return producerOf(queue);
    },
    consumer: (work, settings, failed) => {
      const worker = new Worker(QUEUE_NAME, work, { ...settings, connection, prefix: REDIS_PREFIX });
      worker.on('error', failed);
      return consumerOf(worker);
    },
  };
}

/** By the scheme of the URL. @throws QUEUE_URL_INVALID */
export function backendOf(url: string): Backend {
  const scheme = URL.canParse(url) ? new URL(url).protocol : '';
  if (scheme === 'postgres:' || scheme === 'postgresql:') return postgresBackend(url);
  if (scheme === 'redis:' || scheme === 'rediss:') return redisBackend(url);
  throw queueErrors.error('QUEUE_URL_INVALID', 'the URL of the queue is neither of Postgres nor of Redis');
}
