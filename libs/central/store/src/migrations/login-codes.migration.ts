import type { MigrationInterface, QueryRunner } from 'typeorm';
import { rowSecurity } from '../tenancy/row-security.js';
import { LOGIN_CODES_SCHEMA } from './0002-login-codes.js';

/** Schema 2. Forward only: `down` refuses. */
export class LoginCodesMigration implements MigrationInterface {
  readonly name = 'LoginCodes1794000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(LOGIN_CODES_SCHEMA);
    for (const statement of rowSecurity('login_codes')) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations are forward only; restore a backup instead'));
  }
}
