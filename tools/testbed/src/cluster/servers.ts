import type { ApiClient } from '../client/api-client.js';
import { requireBinaries } from '../binaries/find-binaries.js';
import type { Binaries } from '../binaries/find-binaries.js';
import { testbedErrors } from '../errors.js';
import { apiServerFlags, controllerFlags, etcdFlags, etcdUrl, schedulerFlags } from './flags.js';
import type { Ports } from './flags.js';
import type { Layout } from './layout.js';
import { ServerProcess } from './server-process.js';
import type { ServerName } from './server-process.js';
import { untilServes } from './until.js';

export interface ServersOptions {
  /** `light` serves service accounts and namespaces; `full` runs everything but the pod collector. */
  readonly controllers: 'none' | 'light' | 'full';
  readonly scheduler: boolean;
  readonly apiServerFlags: readonly string[];
}

type Servers = ReadonlyMap<ServerName, ServerProcess>;

function scheduler(binaries: Binaries): string {
  const program = binaries['kube-scheduler'];
  if (program !== undefined) return program;
  throw testbedErrors.error('TESTBED_ABSENT', 'there is no kube-scheduler beside the other servers');
}

/** The servers of one testbed, in the order in which they start; none runs yet. */
export function makeServers(options: ServersOptions, ports: Ports, files: Layout): Servers {
  const binaries = requireBinaries();
  const all: [ServerName, string, readonly string[]][] = [
    ['etcd', binaries.etcd, etcdFlags(ports, files)],
    ['kube-apiserver', binaries['kube-apiserver'], apiServerFlags(ports, files, options.apiServerFlags)],
  ];
  if (options.controllers !== 'none')
    all.push([
      'kube-controller-manager',
      binaries['kube-controller-manager'],
      controllerFlags(files, options.controllers),
    ]);
  if (options.scheduler) all.push(['kube-scheduler', scheduler(binaries), schedulerFlags(files)]);
  return new Map(all.map(([name, program, flags]) => [name, new ServerProcess(name, program, flags, files)]));
}

async function answers(asked: Promise<{ readonly status: number }>): Promise<boolean> {
  try {
    return (await asked).status === 200;
  } catch {
    return false; // it does not listen yet
  }
}

const DEFAULTS = [
  '/api/v1/namespaces/default/serviceaccounts/default',
  '/api/v1/namespaces/default/configmaps/kube-root-ca.crt',
];

async function allAnswer(admin: ApiClient, paths: readonly string[]): Promise<boolean> {
  for (const path of paths) if (!(await answers(admin.request('GET', path)))) return false;
  return true;
}

/** Resolves when the server does what the others and a test count on. */
export async function serves(server: ServerProcess, admin: ApiClient, ports: Ports): Promise<void> {
  switch (server.name) {
    case 'etcd':
      return untilServes(server, () => answers(fetch(new URL('/health', etcdUrl(ports)))));
    case 'kube-apiserver':
      return untilServes(server, () => allAnswer(admin, ['/readyz']));
    case 'kube-controller-manager':
      return untilServes(server, () => allAnswer(admin, DEFAULTS));
    case 'kube-scheduler':
      return;
  }
}

/** From the last to the first, so that none waits for one that is gone. */
export async function endAll(servers: Servers): Promise<void> {
  for (const server of [...servers.values()].reverse()) await server.end('SIGKILL');
}
