import type { SourceId } from '@plimsoll/model';
import type { AnyHostCollector, HostRead } from '../host-collector/host-collector.js';

/** One read of a collector, with the source that it feeds. */
export interface SourceRead extends HostRead {
  readonly source: SourceId;
}

/** A tree of the node that the agent's pod has read-only below its host root. */
export interface HostMount {
  readonly path: string;
  /** The name of the switch without which the tree is left out. */
  readonly optIn?: string;
  readonly why: string;
  readonly reads: readonly SourceRead[];
}

export interface HostMounts {
  readonly mounts: readonly HostMount[];
  /** Reads of trees that the pod never has; `plimsoll scan --host` on the node itself sees them. */
  readonly unmounted: readonly SourceRead[];
}

/**
 * Only trees that are on every node: a source that is missing would be made on the node by its runtime. Never `/`,
 * `/run` or `/var/lib/kubelet`: the sockets there and the secret volumes of every pod are the node itself
 * (facts/node/privileges, rules 11, 13 and 14).
 */
const TREES: readonly Omit<HostMount, 'reads'>[] = [
  { path: '/proc', why: 'the kernel, its command line, its processes and their flags' },
  { path: '/sys', why: 'the processor, the devices, the firmware and the security modules' },
  { path: '/etc', why: 'what was configured: files of the system, of Kubernetes and of the runtime' },
  { path: '/usr/lib', why: 'what the system ships: its release, its modules and its defaults' },
  { path: '/boot', optIn: 'boot', why: 'the configuration with which the kernel was built' },
];

const isBelow = (path: string, tree: string): boolean => path === tree || path.startsWith(`${tree}/`);

/** Which trees a pod has to be given, from what its collectors declare that they read. */
export function hostMounts(collectors: readonly AnyHostCollector[]): HostMounts {
  const reads = collectors.flatMap(({ source, reads: declared }) =>
    declared.map((read) => ({ ...read, source })),
  );
  const mounts = TREES.map((tree) => ({
    ...tree,
    reads: reads.filter(({ path }) => isBelow(path, tree.path)),
  }));
  return {
    mounts: mounts.filter((mount) => mount.reads.length > 0),
    unmounted: reads.filter(({ path }) => !TREES.some((tree) => isBelow(path, tree.path))),
  };
}
