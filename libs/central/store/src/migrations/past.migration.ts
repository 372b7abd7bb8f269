import type { MigrationInterface, QueryRunner } from 'typeorm';
import { rowSecurity } from '../tenancy/row-security.js';
import { PAST_SCHEMA, PAST_TABLES } from './0007-past.js';

/** Schema 7. Forward only: `down` refuses. */
export class PastMigration implements MigrationInterface {
  readonly name = 'Past1794000000007';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(PAST_SCHEMA);
    for (const table of PAST_TABLES)
      for (const statement of rowSecurity(table)) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations are forward only; restore a backup instead'));
  }
}
