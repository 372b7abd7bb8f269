import type pg from 'pg';
import { storeErrors } from '../errors.js';
import { ChangesMigration } from './changes.migration.js';
import { IdentityMigration } from './identity.migration.js';
import { IntakeMigration } from './intake.migration.js';
import { LoginCodesMigration } from './login-codes.migration.js';
import { PastMigration } from './past.migration.js';
import { PostureMigration } from './posture.migration.js';
import { ReadingMigration } from './reading.migration.js';
import { RequirementsDigestMigration } from './requirements-digest.migration.js';

/** All migrations in their order; append only. */
export const MIGRATIONS = [
  PostureMigration,
  LoginCodesMigration,
  ChangesMigration,
  IdentityMigration,
  ReadingMigration,
  IntakeMigration,
  PastMigration,
  RequirementsDigestMigration,
] as const;

/** TypeORM's record of what was applied. */
export const MIGRATIONS_TABLE = 'plimsoll_migrations';

const KNOWN: readonly string[] = MIGRATIONS.map((migration) => new migration().name);

/** The number of the newest schema that this build knows: that of its migrations. */
export const SCHEMA_VERSION = KNOWN.length;

type Queryable = Pick<pg.ClientBase, 'query'>;

/** The migrations applied to the database; null when it holds no schema of Plimsoll. */
export async function appliedMigrations(client: Queryable): Promise<readonly string[] | null> {
  const found = await client.query<{ found: boolean }>('select to_regclass($1) is not null as found', [
    `public.${MIGRATIONS_TABLE}`,
  ]);
  if (found.rows[0]?.found !== true) return null;
  const { rows } = await client.query<{ name: string }>(`select name from ${MIGRATIONS_TABLE} order by id`);
  return rows.map((row) => row.name);
}

/** Throws STORE_SCHEMA_NEWER when a migration was applied that this build does not know. */
export function assertNotNewer(applied: readonly string[]): void {
  const strange = applied.find((name) => !KNOWN.includes(name));
  if (strange === undefined) return;
  throw storeErrors.error(
    'STORE_SCHEMA_NEWER',
    `the database was migrated by another version of Plimsoll (${strange})`,
    {
      details: { known: SCHEMA_VERSION, found: applied.length },
    },
  );
}

/** Throws unless exactly the known migrations are applied. */
export async function assertKnownSchema(client: Queryable): Promise<void> {
  const applied = await appliedMigrations(client);
  if (applied === null || applied.length === 0) {
    throw storeErrors.error('STORE_SCHEMA_MISSING', 'the database holds no schema of Plimsoll');
  }
  assertNotNewer(applied);
  if (applied.length < SCHEMA_VERSION) {
    throw storeErrors.error(
      'STORE_SCHEMA_OLDER',
      `the database has schema ${applied.length}, this version needs ${SCHEMA_VERSION}`,
      {
        details: { known: SCHEMA_VERSION, found: applied.length },
      },
    );
  }
}
