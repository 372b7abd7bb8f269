import type { OrganizationId } from '@plimsoll/model';
import { fullJitter } from '@plimsoll/runtime';
import type { Logger } from '@plimsoll/runtime';
import { isPlimsollError } from '@plimsoll/errors';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { DataSource } from 'typeorm';
import type { QueryRunner } from 'typeorm';
import { storeErrors } from '../errors.js';
import { storeFailure } from './failure.js';
import { NotificationChannel } from './notification-channel.js';
import { assertStartable } from './startup-checks.js';
import { PostgresTransaction } from './transaction.js';
import type { Transaction } from './transaction.js';
import { parseStoreUrl } from './url.js';

/** The way to the database for every stage. Safe for concurrent use; a transaction waits for a free connection. */
export interface Store {
  /** Commits when the callback resolves, rolls back when it throws. Sees and writes rows of the organization only. */
  readonly transaction: <T>(
    organizationId: OrganizationId,
    work: (tx: Transaction) => Promise<T>,
  ) => Promise<T>;
  /** As `transaction`, but sees `directory`, `catalog_controls` and `installation` only. */
  readonly withoutOrganization: <T>(work: (tx: Transaction) => Promise<T>) => Promise<T>;
  /**
   * Calls `received` for each NOTIFY on the channel until the returned function is called. Resubscribes after a lost
   * connection; what was sent meanwhile is lost, so a poll must stand behind it (DESIGN section 3).
   */
  readonly listen: (channel: string, received: (payload: string) => void) => Promise<() => Promise<void>>;
  /** Resolves when Postgres answers; throws STORE_UNAVAILABLE otherwise. For readiness probes. */
  readonly ping: () => Promise<void>;
  /** Waits for open transactions, then closes every connection. */
  readonly close: () => Promise<void>;
}

export interface StoreOptions {
  readonly url: string;
  /** Most connections at a time, not counting the one that listens. */
  readonly poolSize: number;
  readonly logger: Logger;
  /** How long a start waits for a Postgres that does not answer yet, in ms. Default 30,000. */
  readonly startTimeoutMs?: number;
}

const SET_ORGANIZATION = `select set_config('plimsoll.organization', $1, true)`;
const CONNECT_TIMEOUT_MS = 10_000;

class PostgresStore implements Store {
  private closed = false;
  private readonly running = new Set<Promise<unknown>>();

  constructor(
    private readonly source: DataSource,
    private readonly channel: NotificationChannel,
  ) {}

  transaction<T>(organizationId: OrganizationId, work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.tracked(this.run(organizationId, work));
  }

  withoutOrganization<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.tracked(this.run(null, work));
  }

  listen(channel: string, received: (payload: string) => void): Promise<() => Promise<void>> {
    return this.channel.listen(channel, received);
  }

  async ping(): Promise<void> {
    await this.withoutOrganization((tx) => tx.query('select 1'));
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await this.channel.close();
    // The pool would give the connection of a transaction that runs to one that waits: one tenant's to another.
    await Promise.allSettled(this.running);
    await this.source.destroy();
  }

  private tracked<T>(running: Promise<T>): Promise<T> {
    const settled = running.finally(() => this.running.delete(settled));
    this.running.add(settled);
    return settled;
  }

  private async run<T>(
    organizationId: OrganizationId | null,
    work: (tx: Transaction) => Promise<T>,
  ): Promise<T> {
    if (this.closed) throw storeErrors.error('STORE_CLOSED', 'the store is closed');
    const runner = this.source.createQueryRunner();
    try {
      return await this.onConnection(await connect(runner), organizationId, work);
    } finally {
      await runner.release();
    }
  }

  private async onConnection<T>(
    client: pg.PoolClient,
    organizationId: OrganizationId | null,
    work: (tx: Transaction) => Promise<T>,
  ): Promise<T> {
    const tx = new PostgresTransaction(organizationId, client);
    try {
      await tx.query('begin');
      if (organizationId !== null) await tx.query(SET_ORGANIZATION, [organizationId]);
      const result = await work(tx);
      await tx.query('commit');
      return result;
    } catch (error) {
      await rollBack(client);
      throw error;
    }
  }
}

async function connect(runner: QueryRunner): Promise<pg.PoolClient> {
  try {
    const client: pg.PoolClient = await runner.connect();
    return client;
  } catch (error) {
    throw storeFailure(error, 'connecting to Postgres');
  }
}

/** A connection that cannot roll back is ended: the pool drops it, so that nothing leaks into the next transaction. */
async function rollBack(client: pg.PoolClient): Promise<void> {
  try {
    await client.query('rollback');
  } catch {
    // The caller throws the error that led here; a dead connection only has to leave the pool, and `end` of a dead
    // one may reject as well.
    await client.end().catch(() => undefined);
  }
}

/**
 * A connection that was just handed out has no listener of its own for a moment; that Postgres ends it in that moment
 * must not end the process. The statement that follows is refused, and that is where it is dealt with.
 */
class SteadyClient extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }
}

function dataSource(options: StoreOptions): DataSource {
  return new DataSource({
    type: 'postgres',
    url: options.url,
    synchronize: false,
    migrationsRun: false,
    entities: [],
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    applicationName: 'plimsoll',
    poolSize: options.poolSize,
    extra: { keepAlive: true, idleTimeoutMillis: 30_000, Client: SteadyClient },
    poolErrorHandler: (error: unknown) =>
      options.logger.warn(
        { code: storeFailure(error, 'idle connection').code },
        'an idle database connection was lost',
      ),
  });
}

/** Tries to connect until Postgres answers or the time is over; what will not heal by itself is thrown at once. */
async function initialize(source: DataSource, options: StoreOptions): Promise<void> {
  const deadline = Date.now() + (options.startTimeoutMs ?? 30_000);
  for (let attempt = 0; ; attempt += 1) {
    try {
      await source.initialize();
      return;
    } catch (thrown) {
      const error = storeFailure(thrown, 'connecting to Postgres');
      const pause = fullJitter(attempt, { minMs: 100, maxMs: 2_000 }, Math.random);
      if (!error.retryable || Date.now() + pause >= deadline) throw error;
      options.logger.info({ code: error.code, attempt }, 'waiting for Postgres');
      await wait(pause);
    }
  }
}

/**
 * Opens the store for every role but migrate. Throws STORE_URL_INVALID, STORE_UNAVAILABLE, STORE_LOGIN_REFUSED,
 * STORE_ROLE_REFUSED (owner, superuser, BYPASSRLS) and STORE_SCHEMA_* (missing, older, newer).
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  parseStoreUrl(options.url, 'DATABASE_URL');
  const source = dataSource(options);
  await initialize(source, options);
  const store = new PostgresStore(source, new NotificationChannel(options.url, options.logger));
  const runner = source.createQueryRunner();
  try {
    await assertStartable(await connect(runner));
  } catch (error) {
    await runner.release();
    await store.close();
    throw isPlimsollError(error) ? error : storeFailure(error, 'checking role and schema');
  }
  await runner.release();
  return store;
}
