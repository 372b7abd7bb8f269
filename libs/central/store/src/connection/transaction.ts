import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { OrganizationId } from '@plimsoll/model';
import type pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { storeFailure } from './failure.js';

/**
 * One open transaction on one connection. Statements run in the order of their calls; it is dead after its callback
 * has settled. All rows that it sees and writes belong to its organization: the database refuses others.
 */
export interface Transaction {
  /** Null in a transaction without organization, which sees `directory`, `catalog_controls` and `installation` only. */
  readonly organizationId: OrganizationId | null;
  /** Runs one hand-written statement. bigint columns arrive as strings, bytea as Buffer, timestamptz as Date. */
  readonly query: <Row extends object>(sql: string, parameters?: readonly unknown[]) => Promise<Row[]>;
  /** `copy ... from stdin`: sends the chunks as they are, with back-pressure. */
  readonly copyIn: (statement: string, chunks: Iterable<string | Buffer>) => Promise<void>;
  /** `copy ... to stdout`: chunks as they arrive; lines are up to the caller. Read it to its end. */
  readonly copyOut: (statement: string) => AsyncIterable<Buffer>;
  /** Wakes listeners when this transaction commits. Crosses organizations: the payload holds ids only. */
  readonly notify: (channel: string, payload: string) => Promise<void>;
}

export class PostgresTransaction implements Transaction {
  constructor(
    readonly organizationId: OrganizationId | null,
    private readonly client: pg.PoolClient,
  ) {}

  async query<Row extends object>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    try {
      return (await this.client.query<Row>(sql, [...parameters])).rows;
    } catch (error) {
      throw storeFailure(error, 'statement');
    }
  }

  async copyIn(statement: string, chunks: Iterable<string | Buffer>): Promise<void> {
    try {
      await pipeline(Readable.from(chunks, { objectMode: true }), this.client.query(copyFrom(statement)));
    } catch (error) {
      throw storeFailure(error, 'copy in');
    }
  }

  async *copyOut(statement: string): AsyncIterable<Buffer> {
    try {
      for await (const chunk of this.client.query(copyTo(statement))) {
        if (Buffer.isBuffer(chunk)) yield chunk;
      }
    } catch (error) {
      throw storeFailure(error, 'copy out');
    }
  }

  async notify(channel: string, payload: string): Promise<void> {
    await this.query('select pg_notify($1, $2)', [channel, payload]);
  }
}
