import type { Setting } from '@plimsoll/model';
import type { HostCollector, HostRead } from '../host-collector/host-collector.js';
import { oncePerPass } from '../host-collector/once-per-pass.js';
import { commandLine, countNamed, flagValue, type ProcessTable } from '../host-collector/process-table.js';
import { NETWORK_READS, nodeProcesses } from '../host-collector/node-processes.js';
import { SettingReader } from '../host-collector/setting-reader.js';
import { presenceOf } from '../host-services/settings-files.js';
import { containerdSettings } from './containerd-settings.js';
import { crioSettings } from './crio-settings.js';
import { dockerSettings } from './docker-settings.js';
import { registryHostSettings } from './registry-hosts.js';

const DEFAULT = '/etc/containerd/config.toml';
const PLACES = [
  '/var/lib/rancher/k3s/agent/etc/containerd/config.toml',
  '/var/lib/rancher/rke2/agent/etc/containerd/config.toml',
  '/var/snap/microk8s/current/args/containerd.toml',
  DEFAULT,
];

/** Programs and folders of sandboxed runtimes. */
const SANDBOXES: Readonly<Record<string, string>> = {
  'gvisor.runsc': '/usr/local/bin/runsc',
  'gvisor.config': '/etc/containerd/runsc.toml',
  'kata.runtime': '/opt/kata',
  'kata.config': '/etc/kata-containers/configuration.toml',
};

/** The file that containerd was told to take, else the first that is there. */
async function containerdPath(
  reader: SettingReader,
  table: ProcessTable,
): Promise<string | Exclude<Setting, string>> {
  const running = table.processes.find(({ name }) => name === 'containerd');
  const argv = running === undefined ? [] : await commandLine(reader, running.pid);
  if (argv === undefined)
    return { unreadable: 'permission', detail: 'the command line of containerd cannot be read' };
  const named = flagValue(argv, 'config') ?? flagValue(argv, 'c');
  if (named !== undefined && named.startsWith('/')) return named;
  for (const path of PLACES) if ((await presenceOf(reader, path)) === 'present') return path;
  return DEFAULT;
}

/** Whether a runtime is on the host: its process, or its configuration. */
function isThere(running: Setting, file: Setting): Setting {
  if (typeof running === 'string' || file === 'present') return 'present';
  if (typeof file === 'object' && 'unreadable' in file) return file;
  return running;
}

const read = (path: string, why: string): HostRead => ({ path, why, privilege: 'any-uid' });

/** How container runtimes are configured. Passwords and names of users never leave the host. */
export const hostRuntime: HostCollector = {
  source: 'host/runtime',
  everySeconds: 300,
  reads: [
    read('/proc/*/status', 'which runtimes run'),
    read('/proc/*/cmdline', 'which configuration they were told to take'),
    ...NETWORK_READS,
    read('/etc/containerd/**/*', 'configuration of containerd, its imports and its registries'),
    ...PLACES.map((path) => read(path, 'configuration of containerd')),
    read('/etc/crio/crio.conf', 'configuration of CRI-O'),
    read('/etc/crio/crio.conf.d/*', 'configuration of CRI-O'),
    read('/etc/containers/registries.conf', 'registries that need no certificate'),
    read('/etc/containers/policy.json', 'what images without a signature meet'),
    read('/etc/docker/daemon.json', 'configuration of Docker'),
    ...Object.values(SANDBOXES).map((path) => read(path, 'only whether it is there')),
  ],
  collect: async (host, signal) => {
    const reader = new SettingReader(oncePerPass(host), signal);
    const table = await nodeProcesses(reader);
    const path = await containerdPath(reader, table);
    const sandboxes = await Promise.all(
      Object.entries(SANDBOXES).map(async ([key, at]) => [key, await presenceOf(reader, at)] as const),
    );
    const presence = async (name: string, file: string): Promise<Setting> =>
      isThere(countNamed(table, [name]), await presenceOf(reader, file));
    return {
      containerd: await presence('containerd', typeof path === 'string' ? path : DEFAULT),
      crio: await presence('crio', '/etc/crio/crio.conf'),
      docker: await presence('dockerd', '/etc/docker/daemon.json'),
      ...(await containerdSettings(reader, path)),
      ...(await registryHostSettings(reader)),
      ...(await crioSettings(reader, table)),
      ...(await dockerSettings(reader, table)),
      ...Object.fromEntries(sandboxes),
    };
  },
};
