import { randomBytes } from 'node:crypto';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { requireBinaries } from '../binaries/find-binaries.js';
import type { Identity } from '../credentials/certificates.js';
import { openAccess } from './access.js';
import type { AccessRecord, TestbedAccess, TokenUser } from './access.js';
import { apiUrl, etcdUrl } from './flags.js';
import type { Ports } from './flags.js';
import { freePorts } from './free-ports.js';
import { layout } from './layout.js';
import { ADMIN, prepare } from './prepare.js';
import { ATTEMPTS, RunningTestbed, portTaken } from './running-testbed.js';
import type { ServerName } from './server-process.js';
import { makeServers } from './servers.js';
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
