import type { MigrationInterface, QueryRunner } from 'typeorm';
import { rowSecurity } from '../tenancy/row-security.js';
import { IDENTITY_SCHEMA, IDENTITY_TABLES } from './0004-identity.js';

/** Schema 4. Forward only: `down` refuses. */
export class IdentityMigration implements MigrationInterface {
  readonly name = 'Identity1794000000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(IDENTITY_SCHEMA);
    for (const table of IDENTITY_TABLES)
      for (const statement of rowSecurity(table)) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations are forward only; restore a backup instead'));
  }
}
