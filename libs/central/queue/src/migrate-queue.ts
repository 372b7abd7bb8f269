import { runMigrations } from 'bullmq';
import pg from 'pg';
import { QUEUE_NAME, SCHEMA } from './backend.js';
import { queueFailure } from './failure.js';

/** Makes the queue's own schema and lets the role of `appUrl`, which exists already, use it. Idempotent and safe to run twice at once. */
export async function migrateQueue(options: {
  readonly ownerUrl: string;
  readonly appUrl: string;
}): Promise<void> {
  const role = pg.escapeIdentifier(decodeURIComponent(new URL(options.appUrl).username));
  const client = new pg.Client({ connectionString: options.ownerUrl, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined); // the statement that is running rejects with the same error
  try {
    await client.connect();
    await client.query('select pg_advisory_lock(7046511002)');
    await runMigrations(client, SCHEMA);
    // BullMQ makes the sequence of a queue's job ids at its first job; the app role may not create anything.
    await client.query(`set search_path to ${SCHEMA}`);
    await client.query('select next_job_id($1)', [QUEUE_NAME]);
    await client.query(`grant usage on schema ${SCHEMA} to ${role}`);
    await client.query(`grant select, insert, update, delete on all tables in schema ${SCHEMA} to ${role}`);
    await client.query(`grant usage, select, update on all sequences in schema ${SCHEMA} to ${role}`);
  } catch (error) {
    throw queueFailure(error, 'migrating the queue');
  } finally {
    await client.end();
  }
}
