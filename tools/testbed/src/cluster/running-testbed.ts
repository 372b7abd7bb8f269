import { isPlimsollError } from '@plimsoll/errors';
import type { TestbedAccess } from './access.js';
import type { Ports } from './flags.js';
import type { ServerName, ServerProcess } from './server-process.js';
import { endAll, serves } from './servers.js';

/** How often another port, or the same one again, is tried. */
export const ATTEMPTS = 3;
const PORT_TAKEN = /address already in use/;

/** Between choosing a port and listening on it somebody else may take it. */
export const portTaken = (error: unknown): boolean =>
  isPlimsollError(error) && PORT_TAKEN.test(error.message);

/** The servers of one testbed, and what may be done to them. */
export class RunningTestbed {
  private stopped: Promise<void> | undefined;
  private readonly ending = new Set<ServerProcess>();
  readonly failed: Promise<ServerName>;
  private reportFailure: (name: ServerName) => void = () => undefined;

  constructor(
    private readonly servers: ReadonlyMap<ServerName, ServerProcess>,
    private readonly access: TestbedAccess & { readonly close: () => void },
    private readonly ports: Ports,
    private readonly remove: () => Promise<void>,
  ) {
    this.failed = new Promise((resolve) => (this.reportFailure = resolve));
  }

  async start(): Promise<void> {
    const failed = this.failed.then(async (name) => {
      throw await this.server(name).failure('ended by itself');
    });
    await Promise.race([this.startAll(), failed]);
  }

  readonly kill = (name: ServerName): Promise<void> => this.end(this.server(name), 'SIGKILL');

  readonly restart = async (name: ServerName, signal: 'SIGTERM' | 'SIGKILL' = 'SIGKILL'): Promise<void> => {
    const server = this.server(name);
    await this.end(server, signal);
    for (let attempt = 1; ; attempt += 1) {
      this.run(server);
      try {
        return await serves(server, this.access.admin, this.ports);
      } catch (error) {
        if (!portTaken(error) || attempt === ATTEMPTS) throw error;
      }
    }
  };

  readonly pause = (name: ServerName): void => this.server(name).signal('SIGSTOP');
  readonly resume = (name: ServerName): void => this.server(name).signal('SIGCONT');
  readonly pid = (name: ServerName): number | undefined => this.server(name).pid;
  readonly stop = (): Promise<void> => (this.stopped ??= this.stopAll());

  /** The API server waits for etcd by itself, so these two start together. */
  private async startAll(): Promise<void> {
    for (const server of this.servers.values()) {
      this.run(server);
      if (server.name !== 'etcd') await serves(server, this.access.admin, this.ports);
    }
  }

  private run(server: ServerProcess): void {
    this.ending.delete(server);
    server.start();
    void server.ended.then(() => {
      if (!this.ending.has(server)) this.reportFailure(server.name);
    });
  }

  private async end(server: ServerProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    this.ending.add(server);
    await server.end(signal);
  }

  private async stopAll(): Promise<void> {
    for (const server of this.servers.values()) this.ending.add(server);
    this.access.close();
    await endAll(this.servers);
    await this.remove();
  }

  private server(name: ServerName): ServerProcess {
    const found = this.servers.get(name);
    if (found === undefined) throw new Error(`the testbed was started without ${name}`);
    return found;
  }
}
