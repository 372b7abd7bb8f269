import { COMPONENTS, SOURCES, type Component, type SourceId } from '@plimsoll/model';
import { configPath, unitPaths } from '../distributions/distribution-arguments.js';
import { distributionArguments } from '../distributions/distribution-arguments.js';
import { ETCD_CONFIGURATION } from '../distributions/embedded-flags.js';
import { embeddedSettings } from '../distributions/embedded-settings.js';
import { parseFlags } from '@plimsoll/model';
import type { HostCollector, HostRead, Settings } from '../host-collector/host-collector.js';
import { NETWORK_READS } from '../host-collector/node-processes.js';
import { SettingReader } from '../host-collector/setting-reader.js';
import { componentProcesses, type ComponentProcesses } from './component-processes.js';
import { etcdSettings } from './etcd-settings.js';
import { PROCESS, processOf, settingsOfProcesses } from './process-settings.js';

/** What every collector that looks for a process reads. */
export const PROCESS_READS: readonly HostRead[] = [
  { path: '/proc/*/status', why: 'which processes run, by their names', privilege: 'any-uid' },
  { path: '/proc/*/cmdline', why: 'flags of the components of Kubernetes', privilege: 'any-uid' },
  ...NETWORK_READS,
];

const read = (path: string, why: string, privilege: HostRead['privilege'] = 'any-uid'): HostRead => ({
  path,
  why,
  privilege,
});

/** Of what is embedded in k3s only its configuration tells. */
export const K3S_READS: readonly HostRead[] = [
  ...unitPaths('k3s').map((path) => read(path, 'arguments of k3s, which its process hides')),
  read(configPath('k3s'), 'arguments of k3s and of what it embeds', 'uid-0'),
  read(`${configPath('k3s')}.d/*`, 'the same, in drop-ins', 'uid-0'),
];

const RKE2_READS: readonly HostRead[] = [
  ...unitPaths('rke2').map((path) => read(path, 'arguments of RKE2, which its process hides')),
  read(configPath('rke2'), 'arguments of RKE2', 'uid-0'),
  read(`${configPath('rke2')}.d/*`, 'the same, in drop-ins', 'uid-0'),
];

const ETCD_READS: readonly HostRead[] = [
  read(ETCD_CONFIGURATION, 'the configuration of an etcd that k3s embeds', 'uid-0'),
  read('/var/lib/rancher/rke2/server/db/etcd/config', 'the configuration that --config-file names', 'uid-0'),
  read('/etc/etcd/etcd.conf.yml', 'the same, on other hosts'),
];

function readsOf(component: Component): readonly HostRead[] {
  if (component === 'etcd') return [...PROCESS_READS, ...ETCD_READS];
  if (component === 'rke2') return [...PROCESS_READS, ...RKE2_READS];
  return component === 'containerd' || component === 'crio'
    ? PROCESS_READS
    : [...PROCESS_READS, ...K3S_READS];
}

/** k3s and RKE2 themselves: what was said to them, wherever. */
async function distributionSettings(
  reader: SettingReader,
  distribution: 'k3s' | 'rke2',
  processes: ComponentProcesses,
): Promise<Settings> {
  const process = processOf(distribution, processes);
  if (process === undefined) return settingsOfProcesses(distribution, processes);
  const told = await distributionArguments(reader, distribution, process.words);
  const seen = { [PROCESS]: process.program, role: process.words[0] ?? '' };
  return 'words' in told
    ? { ...seen, ...parseFlags(distribution, told.words), arguments: 'read' }
    : { ...seen, arguments: told };
}

/** A component's flags: of its own process, or of the one that embeds it. */
export async function componentSettings(reader: SettingReader, component: Component): Promise<Settings> {
  const processes = await componentProcesses(reader);
  if (component === 'k3s' || component === 'rke2') return distributionSettings(reader, component, processes);
  const own = settingsOfProcesses(component, processes);
  if (typeof own[PROCESS] === 'string') return component === 'etcd' ? etcdSettings(reader, own) : own;
  return (await embeddedSettings(reader, component, processes)) ?? own;
}

const sourceOf = (component: Component): SourceId => `process/${component}`;

/** Flags of one component, as it reads them itself. */
export const componentProcess = (component: Component): HostCollector => {
  const source = sourceOf(component);
  const { freshness } = SOURCES[source];
  return {
    source,
    everySeconds: freshness.mode === 'cadence' ? freshness.everySeconds : 300,
    reads: readsOf(component),
    collect: async (host, signal) => componentSettings(new SettingReader(host, signal), component),
  };
};

export const componentProcessCollectors: readonly HostCollector[] = COMPONENTS.map(componentProcess);
