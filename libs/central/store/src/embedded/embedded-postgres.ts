import { setTimeout as wait } from 'node:timers/promises';
import { silentLogger } from '@plimsoll/runtime';
import type { Logger } from '@plimsoll/runtime';
import { makeDirectory, takeDirectory } from './data-directory.js';
import { startServer } from './server.js';
import type { Server, ServerOptions } from './server.js';

export interface EmbeddedOptions {
  /** Holds the database, its passwords and its log; made when absent. Taken by one process at a time. */
  readonly dataDirectory: string;
  /** On 127.0.0.1; a free one when absent. */
  readonly port?: number;
  /** False only for tests: a crash of the machine then loses data. Default true. */
  readonly fsync?: boolean;
  readonly logger?: Logger;
}

/** A Postgres of our own for evaluation and tests. It ends with this process, also by SIGKILL. */
export interface EmbeddedPostgres {
  /** For `migrateStore`. */
  readonly ownerUrl: string;
  /** For `openStore`, after `migrateStore` has made its role. */
  readonly appUrl: string;
  readonly port: number;
  /** The process id of the server now; it changes when a crashed server was started again. */
  readonly pid: () => number;
  /** Resolves when it has ended for good: stopped, or crashed too often. */
  readonly ended: Promise<void>;
  readonly stop: () => Promise<void>;
}

const RESTARTS = 20;
const RESTART_PAUSE_MS = 200;

/** Keeps one server alive on one port: after a crash it is started again, at most twenty times. */
class Supervised implements EmbeddedPostgres {
  readonly ended: Promise<void>;
  private stopping = false;

  constructor(
    private server: Server,
    private readonly options: ServerOptions,
    private readonly logger: Logger,
    private readonly release: () => Promise<void>,
  ) {
    this.ended = this.supervise();
  }

  get ownerUrl(): string {
    return this.server.ownerUrl;
  }
  get appUrl(): string {
    return this.server.appUrl;
  }
  get port(): number {
    return this.server.port;
  }

  pid(): number {
    return this.server.postmaster.pid;
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.server.postmaster.stop();
    await this.ended;
  }

  private async supervise(): Promise<void> {
    for (let restarts = 0; restarts <= RESTARTS; restarts += 1) {
      await this.server.postmaster.ended;
      if (this.stopping) break;
      this.logger.error({ restarts }, 'the embedded Postgres ended by itself, starting it again');
      await this.restart();
    }
    await this.release();
  }

  private async restart(): Promise<void> {
    await wait(RESTART_PAUSE_MS); // its children let go of the shared memory
    try {
      this.server = await startServer({ ...this.options, port: this.server.port });
    } catch (error) {
      this.logger.error({ error: String(error) }, 'the embedded Postgres does not start again');
    }
    if (this.stopping) await this.server.postmaster.stop();
  }
}

/**
 * Starts the Postgres that comes with Plimsoll. A server that a killed process left behind is stopped first.
 * @throws EMBEDDED_IN_USE, EMBEDDED_OTHER_MAJOR, EMBEDDED_FOREIGN_DIRECTORY, EMBEDDED_DIRECTORY_UNREACHABLE,
 *   EMBEDDED_PORT_IN_USE, EMBEDDED_UNSUPPORTED, EMBEDDED_START_FAILED
 */
export async function embeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const logger = options.logger ?? silentLogger;
  const dataDirectory = await makeDirectory(options.dataDirectory);
  const held = await takeDirectory(dataDirectory);
  const server: ServerOptions = {
    dataDirectory,
    port: options.port,
    fsync: options.fsync ?? true,
    lifeline: 'this process',
  };
  try {
    const started = await startServer(server);
    if (started.orphanStopped) logger.warn({}, 'stopped the Postgres that a killed process left behind');
    logger.warn(
      { port: started.port },
      'the embedded Postgres is for evaluation only; set DATABASE_URL in production',
    );
    return new Supervised(started, server, logger, held.release);
  } catch (error) {
    await held.release();
    throw error;
  }
}
