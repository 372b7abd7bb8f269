import type { MigrationInterface, QueryRunner } from 'typeorm';
import { INTAKE_SCHEMA } from './0006-intake.js';

/** Schema 6. Forward only: `down` refuses. */
export class IntakeMigration implements MigrationInterface {
  readonly name = 'Intake1794000000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(INTAKE_SCHEMA);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations are forward only; restore a backup instead'));
  }
}
