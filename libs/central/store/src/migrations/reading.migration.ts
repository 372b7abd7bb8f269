import type { MigrationInterface, QueryRunner } from 'typeorm';
import { READING_SCHEMA } from './0005-reading.js';

/** Schema 5. Forward only: `down` refuses. */
export class ReadingMigration implements MigrationInterface {
  readonly name = 'Reading1794000000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(READING_SCHEMA);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations are forward only; restore a backup instead'));
  }
}
