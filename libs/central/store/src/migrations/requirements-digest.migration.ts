import type { MigrationInterface, QueryRunner } from 'typeorm';
import { REQUIREMENTS_DIGEST_SCHEMA } from './0008-requirements-digest.js';

/** Schema 8. Forward only: `down` refuses. */
export class RequirementsDigestMigration implements MigrationInterface {
  readonly name = 'RequirementsDigest1794000000008';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(REQUIREMENTS_DIGEST_SCHEMA);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations are forward only; restore a backup instead'));
  }
}
