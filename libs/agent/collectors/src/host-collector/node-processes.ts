import { COMPONENTS } from '@plimsoll/model';
import { madeOncePerPass } from './once-per-pass.js';
import { inParts, processTable, type HostProcess, type ProcessTable } from './process-table.js';
import type { HostRead } from './host-collector.js';
import type { SettingReader } from './setting-reader.js';

/** The kernel cuts names at 15 bytes. */
const NAME_BYTES = 15;
/** Programs of a node that pods, virtual clusters and nodes in containers start as well. */
const NAMES: ReadonlySet<string> = new Set(
  [...COMPONENTS, 'apiserver', 'dockerd', 'hyperkube', 'k3s-agent', 'k3s-server', 'kubelite'].map((name) =>
    name.slice(0, NAME_BYTES),
  ),
);

/** What {@link nodeProcesses} reads beside the processes themselves. */
export const NETWORK_READS: readonly HostRead[] = [
  {
    path: '/proc/*/net/dev',
    why: 'looked at, never opened: tells components of the node from those in networks of their own',
    privilege: 'any-uid',
  },
];

/** Looking at the entry says of which network namespace a process is: its inode is one of the whole kernel. */
async function networkOf(reader: SettingReader, pid: number): Promise<number | undefined> {
  const stat = await reader.host.stat(`/proc/${pid}/net/dev`);
  return stat.outcome === 'read' ? stat.value.inode : undefined;
}

/**
 * The processes of the host without components of something else: what is called a kubelet or an etcd and has a network
 * of its own belongs to a pod, a virtual cluster or a node in a container. A node's own components share the network
 * of process 1, their static Pods included. A copy of a host has no networks, and nothing is left out of it.
 */
export const nodeProcesses = madeOncePerPass(async (reader: SettingReader): Promise<ProcessTable> => {
  const table = await processTable(reader);
  const named = table.processes.filter(({ name }) => NAMES.has(name));
  if (named.length === 0) return table;
  const live = await reader.host.isLiveProcfs('/proc/1');
  const node = live.outcome === 'read' && live.value ? await networkOf(reader, 1) : undefined;
  if (node === undefined) return table;
  const others = new Set<HostProcess>();
  await inParts(named, async (process) => {
    const network = await networkOf(reader, process.pid);
    if (network !== undefined && network !== node) others.add(process);
  });
  return others.size === 0
    ? table
    : { ...table, processes: table.processes.filter((process) => !others.has(process)) };
});
