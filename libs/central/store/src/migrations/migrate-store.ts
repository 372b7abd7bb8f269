import pg from 'pg';
import { DataSource } from 'typeorm';
import { storeFailure } from '../connection/failure.js';
import { parseStoreUrl } from '../connection/url.js';
import { storeErrors } from '../errors.js';
import { ensureAppRole, grantApp } from './app-role.js';
import { MIGRATIONS, MIGRATIONS_TABLE, appliedMigrations, assertNotNewer } from './schema-version.js';

export interface MigrateOptions {
  /** Of the role that owns the tables; used here only. */
  readonly ownerUrl: string;
  /** Its role is created with its password, or given that password. */
  readonly appUrl: string;
}

/** The key of the session lock under which one migrate of a database works at a time. */
const MIGRATE_LOCK = 7_046_511_001;

async function runMigrations(ownerUrl: string): Promise<number> {
  const source = new DataSource({
    type: 'postgres',
    url: ownerUrl,
    synchronize: false,
    entities: [],
    migrations: [...MIGRATIONS],
    migrationsTableName: MIGRATIONS_TABLE,
    applicationName: 'plimsoll migrate',
    poolSize: 1,
  });
  await source.initialize();
  try {
    return (await source.runMigrations({ transaction: 'each' })).length;
  } finally {
    await source.destroy();
  }
}

/** A role that does not own the tables would grant nothing, silently. */
async function assertOwner(client: pg.Client): Promise<void> {
  const sql = `select pg_has_role(relowner, 'member') as owner from pg_class where oid = to_regclass($1)`;
  const { rows } = await client.query<{ owner: boolean }>(sql, [`public.${MIGRATIONS_TABLE}`]);
  if (rows[0]?.owner === false) {
    throw storeErrors.error('STORE_OWNER_REFUSED', 'the role of DATABASE_OWNER_URL does not own the tables');
  }
}

async function underLock(client: pg.Client, options: MigrateOptions): Promise<number> {
  await client.query('select pg_advisory_lock($1)', [MIGRATE_LOCK]);
  await assertOwner(client);
  assertNotNewer((await appliedMigrations(client)) ?? []);
  const app = parseStoreUrl(options.appUrl, 'DATABASE_URL');
  const applied = await runMigrations(options.ownerUrl);
  await ensureAppRole(client, app);
  await grantApp(client, app);
  return applied;
}

/**
 * Brings the schema up to this build's and makes the app role. Idempotent; concurrent starts wait for each other.
 * Refuses a newer schema (STORE_SCHEMA_NEWER). The queue's own tables are `migrateQueue` of the queue library.
 * @returns how many migrations were applied.
 */
export async function migrateStore(options: MigrateOptions): Promise<{ readonly applied: number }> {
  const owner = parseStoreUrl(options.ownerUrl, 'DATABASE_OWNER_URL');
  if (owner.user === parseStoreUrl(options.appUrl, 'DATABASE_URL').user) {
    throw storeErrors.error('STORE_ROLE_REFUSED', 'DATABASE_URL and DATABASE_OWNER_URL name the same role');
  }
  const client = new pg.Client({ connectionString: options.ownerUrl, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined); // the statement that is running rejects with the same error
  try {
    await client.connect();
    return { applied: await underLock(client, options) };
  } catch (error) {
    throw storeFailure(error, 'migrating');
  } finally {
    await client.end();
  }
}
