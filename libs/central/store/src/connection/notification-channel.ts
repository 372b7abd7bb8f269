import { setTimeout as wait } from 'node:timers/promises';
import { fullJitter } from '@plimsoll/runtime';
import type { Logger } from '@plimsoll/runtime';
import pg from 'pg';
import { storeErrors } from '../errors.js';
import { storeFailure } from './failure.js';

type Received = (payload: string) => void;

/**
 * One connection for all LISTENs of a process, made at the first one. When it is lost, it is made again with full
 * jitter (100 ms to 5 s) and all channels are listened to again.
 */
export class NotificationChannel {
  private readonly handlers = new Map<string, Set<Received>>();
  private client: Promise<pg.Client> | undefined;
  private readonly stopped = new AbortController();

  constructor(
    private readonly url: string,
    private readonly logger: Logger,
  ) {}

  async listen(channel: string, received: Received): Promise<() => Promise<void>> {
    if (this.stopped.signal.aborted) throw storeErrors.error('STORE_CLOSED', 'the store is closed');
    const handlers = this.handlers.get(channel) ?? new Set<Received>();
    handlers.add(received);
    this.handlers.set(channel, handlers);
    try {
      await this.subscribe(channel);
    } catch (error) {
      this.remove(channel, received);
      throw storeFailure(error, 'listen');
    }
    return () => this.unlisten(channel, received);
  }

  async close(): Promise<void> {
    this.stopped.abort();
    this.handlers.clear();
    const client = await this.client?.catch(() => undefined); // a failed connection was logged where it failed
    this.client = undefined;
    await client?.end();
  }

  private async unlisten(channel: string, received: Received): Promise<void> {
    if (!this.remove(channel, received) || this.client === undefined) return;
    const client = await this.client;
    await client.query(`unlisten ${pg.escapeIdentifier(channel)}`);
  }

  /** True when the channel has no handler any more. */
  private remove(channel: string, received: Received): boolean {
    const handlers = this.handlers.get(channel);
    handlers?.delete(received);
    return handlers?.size === 0 && this.handlers.delete(channel);
  }

  private async subscribe(channel: string): Promise<void> {
    const client = await this.connected();
    await client.query(`listen ${pg.escapeIdentifier(channel)}`);
  }

  /** One connection for whoever asks while it is made or lives. */
  private connected(): Promise<pg.Client> {
    this.client ??= this.connect().catch((error: unknown) => {
      this.client = undefined;
      throw error;
    });
    return this.client;
  }

  private async connect(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.url,
      keepAlive: true,
      connectionTimeoutMillis: 10_000,
      application_name: 'plimsoll listen',
    });
    client.on('notification', ({ channel, payload }) => this.deliver(channel, payload ?? ''));
    client.on('error', (error) =>
      this.logger.warn({ code: storeFailure(error, 'listen').code }, 'listening was interrupted'),
    );
    await client.connect();
    client.once('end', () => {
      this.client = undefined;
      void this.reconnect();
    });
    return client;
  }

  private deliver(channel: string, payload: string): void {
    for (const received of this.handlers.get(channel) ?? []) received(payload);
  }

  private async reconnect(): Promise<void> {
    for (let attempt = 0; !this.stopped.signal.aborted; attempt += 1) {
      try {
        await wait(fullJitter(attempt, { minMs: 100, maxMs: 5_000 }, Math.random), undefined, {
          signal: this.stopped.signal,
        });
        await this.connected(); // also where the last handler has left meanwhile
        for (const channel of this.handlers.keys()) await this.subscribe(channel);
        this.logger.info({ channels: this.handlers.size }, 'listening again');
        return;
      } catch (error) {
        if (this.stopped.signal.aborted) return;
        this.logger.warn({ code: storeFailure(error, 'listen').code, attempt }, 'cannot listen yet');
      }
    }
  }
}
