import { randomBytes } from 'node:crypto';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isPlimsollError } from '@plimsoll/errors';
import { requireBinaries } from '../binaries/find-binaries.js';
import type { Identity } from '../credentials/certificates.js';
import { openAccess } from './access.js';
import type { AccessRecord, TestbedAccess, TokenUser } from './access.js';
import { apiUrl, etcdUrl } from './flags.js';
import type { Ports } from './flags.js';
import { freePorts } from './free-ports.js';
import { layout } from './layout.js';
import { ADMIN, prepare } from './prepare.js';
import type { ServerName, ServerProcess } from './server-process.js';
import { endAll, makeServers, serves } from './servers.js';
import type { ServersOptions } from './servers.js';
import { watchOver } from './watchdog.js';
import type { Lifeline } from './watchdog.js';

export interface TestbedOptions extends Partial<ServersOptions> {
  /** Users with a static token, beside `testbed-admin` and `nobody`. */
  readonly tokens?: readonly Identity[];
  /** Name of the context in its kubeconfigs, default `testbed`. */
  readonly context?: string;
}

/** A running cluster without nodes: etcd, the API server and what else was asked for, on loopback. */
export interface Testbed extends TestbedAccess {
  /** SIGKILL, and resolves when it is gone. */
  readonly kill: (server: ServerName) => Promise<void>;
  /** Ends it with the signal (default SIGKILL) where it runs, starts it on the same port and waits until it serves. */
  readonly restart: (server: ServerName, signal?: 'SIGTERM' | 'SIGKILL') => Promise<void>;
  /** SIGSTOP: connections stay open and nobody answers. */
  readonly pause: (server: ServerName) => void;
  readonly resume: (server: ServerName) => void;
  readonly pid: (server: ServerName) => number | undefined;
  /** Resolves with the name of the first server that ended without being asked to. */
  readonly failed: Promise<ServerName>;
  /** Ends everything and removes its folder; nothing of it is left. */
  readonly stop: () => Promise<void>;
}

const ATTEMPTS = 3;
const PORT_TAKEN = /address already in use/;

class RunningTestbed {
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
    for (const server of this.servers.values()) {
      this.run(server);
      if (server.name !== 'etcd') await serves(server, this.access.admin, this.ports);
    }
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

const portTaken = (error: unknown): boolean => isPlimsollError(error) && PORT_TAKEN.test(error.message);

const withToken = (user: Identity): TokenUser => ({ ...user, token: randomBytes(16).toString('hex') });

/** For `startTestbed` and for the testbed of a whole test run: everything but the choice of folder and lifeline. */
export async function startIn(
  directory: string,
  lifeline: Lifeline,
  options: TestbedOptions,
): Promise<{ readonly record: AccessRecord; readonly testbed: Testbed }> {
  const files = layout(directory);
  const [api, etcd, etcdPeer] = await freePorts();
  const ports: Ports = { api, etcd, etcdPeer };
  const tokens = [ADMIN, { name: 'nobody', groups: [] }, ...(options.tokens ?? [])].map(withToken);
  const context = options.context ?? 'testbed';
  const dismiss = watchOver(directory, lifeline);
  const ca = await prepare(files, ports, tokens, context);
  const record = { directory, context, url: apiUrl(ports), etcdUrl: etcdUrl(ports), ca, tokens };
  const access = await openAccess(record);
  const { controllers = 'light', scheduler = false, apiServerFlags = [] } = options;
  const servers = makeServers({ controllers, scheduler, apiServerFlags }, ports, files);
  const running = new RunningTestbed(servers, access, ports, async () => {
    if (lifeline !== 'this process') return; // the watchdog removes it with the run
    await rm(directory, { recursive: true, force: true });
    dismiss();
  });
  try {
    await running.start();
  } catch (error) {
    await running.stop();
    throw error;
  }
  const { kill, restart, pause, resume, pid, failed, stop } = running;
  return { record, testbed: Object.assign(access, { kill, restart, pause, resume, pid, failed, stop }) };
}

/**
 * Starts a testbed in a temporary folder, in about three seconds. It ends with this process, however that ends.
 * @throws TESTBED_ABSENT, TESTBED_START_FAILED
 */
export async function startTestbed(options: TestbedOptions = {}): Promise<Testbed> {
  requireBinaries();
  for (let attempt = 1; ; attempt += 1) {
    const directory = await mkdtemp(path.join(await realpath(tmpdir()), 'plimsoll-testbed-'));
    try {
      return (await startIn(directory, 'this process', options)).testbed;
    } catch (error) {
      if (!portTaken(error) || attempt === ATTEMPTS) throw error;
    }
  }
}
