import type { Setting } from '@plimsoll/model';
import type { HostCollector } from '../host-collector/host-collector.js';
import { oncePerPass } from '../host-collector/once-per-pass.js';
import { podCgroup } from '../host-collector/pod-cgroup.js';
import { NETWORK_READS, nodeProcesses } from '../host-collector/node-processes.js';
import {
  countNamed,
  inParts,
  isThread,
  processTable,
  type HostProcess,
  type ProcessTable,
} from '../host-collector/process-table.js';
import { SettingReader } from '../host-collector/setting-reader.js';
import { confinementSettings, type ConfinedProcess } from './confinement.js';
import { podMountSettings } from './pod-mounts.js';

/** Whether these run decides what a node must have; k3s and RKE2 hold the components within themselves. */
const COMPONENTS: Readonly<Record<string, readonly string[]>> = {
  'kube-apiserver': ['kube-apiserver'],
  'kube-controller-manager': ['kube-controller-manager'],
  'kube-scheduler': ['kube-scheduler'],
  etcd: ['etcd'],
  kubelet: ['kubelet', 'kubelite'],
  'kube-proxy': ['kube-proxy'],
  containerd: ['containerd'],
  crio: ['crio'],
  dockerd: ['dockerd'],
  k3s: ['k3s', 'k3s-server', 'k3s-agent'],
  rke2: ['rke2'],
};

interface LookedAt extends ConfinedProcess {
  /** Why it cannot be told whether it is of a pod, or how it is confined. */
  readonly closed?: Exclude<Setting, string>;
}

const textOf = (setting: Setting): string | undefined => (typeof setting === 'string' ? setting : undefined);

async function lookAt(reader: SettingReader, process: HostProcess): Promise<LookedAt> {
  const at = `/proc/${process.pid}`;
  const cgroup = await reader.setting(`${at}/cgroup`);
  const container = podCgroup(textOf(cgroup) ?? '') ?? '';
  const isPod = container !== '';
  const label = isPod ? await labelOf(reader, at) : undefined;
  const map = isPod ? await reader.setting(`${at}/uid_map`) : undefined;
  const outside = map === undefined ? undefined : textOf(map)?.trim().split(/\s+/)[1];
  const closed = [cgroup, label, map].find((one) => typeof one === 'object' && 'unreadable' in one);
  return {
    ...process,
    container,
    label: label === undefined ? undefined : textOf(label),
    isInUserNamespace: outside !== undefined && outside !== '0',
    ...(typeof closed === 'object' ? { closed } : {}),
  };
}

/** The text may end in a NUL byte, and reading is an error (EINVAL) where no security module answers. */
async function labelOf(reader: SettingReader, at: string): Promise<Setting> {
  const bytes = await reader.host.readBytes(`${at}/attr/current`, { maxBytes: 4096 });
  if (bytes.outcome === 'unreadable' && bytes.reason !== 'io')
    return { unreadable: bytes.reason, detail: bytes.detail };
  if (bytes.outcome !== 'read') return { absent: 'no security module answers' };
  const text = new TextDecoder().decode(bytes.value).replaceAll('\0', '');
  return text.replace(/ \(\w+\)\s*$/, '').trim();
}

const componentSettings = (table: ProcessTable): Record<string, Setting> =>
  Object.fromEntries(
    Object.entries(COMPONENTS).map(([name, names]) => [`process.${name}`, countNamed(table, names)]),
  );

/** Which components run, and how confined pods are, in counts: no command line and no identity of a process. */
export const hostProcesses: HostCollector = {
  source: 'host/processes',
  everySeconds: 300,
  reads: [
    { path: '/proc/*/status', why: 'names, filters and rights of processes', privilege: 'any-uid' },
    { path: '/proc/*/cgroup', why: 'which processes are of pods', privilege: 'any-uid' },
    { path: '/proc/*/attr/current', why: 'which security profile confines them', privilege: 'any-uid' },
    { path: '/proc/*/uid_map', why: 'whether their root is the root of the host', privilege: 'any-uid' },
    ...NETWORK_READS,
    { path: '/proc/*/mountinfo', why: 'which parts of the host pods hold', privilege: 'any-uid' },
  ],
  collect: async (host, signal) => {
    const reader = new SettingReader(oncePerPass(host), signal);
    const table = await processTable(reader);
    const programs = table.processes.filter((process) => !isThread(process));
    const looked = await inParts(programs, (process) => lookAt(reader, process));
    const pods = looked.filter(({ container }) => container !== '');
    const incomplete = table.incomplete ?? looked.find(({ closed }) => closed !== undefined)?.closed;
    return {
      ...componentSettings(await nodeProcesses(reader)),
      ...confinementSettings(pods, incomplete),
      ...(await podMountSettings(reader, pods, incomplete)),
    };
  },
};
