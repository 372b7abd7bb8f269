import type { MigrationInterface, QueryRunner } from 'typeorm';
import { rowSecurity } from '../tenancy/row-security.js';
import { POSTURE_SCHEMA, POSTURE_TABLES } from './0001-posture.js';

/** Schema 1. Forward only: `down` refuses. */
export class PostureMigration implements MigrationInterface {
  readonly name = 'Posture1794000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(POSTURE_SCHEMA);
    for (const table of POSTURE_TABLES) {
      for (const statement of rowSecurity(table)) await runner.query(statement);
    }
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations are forward only; restore a backup instead'));
  }
}
