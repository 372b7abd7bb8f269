import type { MigrationInterface, QueryRunner } from 'typeorm';
import { rowSecurity } from '../tenancy/row-security.js';
import { CHANGES_SCHEMA, CHANGES_TABLES } from './0003-changes.js';

/** Schema 3. Forward only: `down` refuses. */
export class ChangesMigration implements MigrationInterface {
  readonly name = 'Changes1794000000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CHANGES_SCHEMA);
    for (const table of CHANGES_TABLES)
      for (const statement of rowSecurity(table)) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations are forward only; restore a backup instead'));
  }
}
