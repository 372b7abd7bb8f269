import type { HostFiles } from '@plimsoll/probes';

export type KernelNamespace = 'net' | 'uts' | 'ipc' | 'user' | 'pid';

/**
 * Whose values a namespaced setting has. `node`: the reader is in the node's own namespace. `captured`: the tree is a
 * copy or a test root, its values are its own. `other`: the reader is proven to be elsewhere. `unproven`: nothing
 * readable tells. In the last two a value is plausible and wrong (facts/node/privileges, rules 3 and 5).
 */
export interface NamespaceOwner {
  readonly owner: 'node' | 'captured' | 'other' | 'unproven';
  readonly evidence: string;
}

/** Inode numbers that the kernel gives to the namespaces it boots with (include/uapi/linux/nsfs.h). */
const INITIAL: Readonly<Partial<Record<KernelNamespace, string>>> = {
  uts: 'uts:[4026531838]',
  ipc: 'ipc:[4026531839]',
  user: 'user:[4026531837]',
  pid: 'pid:[4026531836]',
};

const judged = (isNode: boolean, evidence: string): NamespaceOwner => ({
  owner: isNode ? 'node' : 'other',
  evidence,
});

/** The links name the namespaces outright, but those of process 1 open only with ptrace rights (rule 8). */
async function byLinks(host: HostFiles, namespace: KernelNamespace): Promise<NamespaceOwner | undefined> {
  const own = await host.readLink(`/proc/self/ns/${namespace}`);
  const node = await host.readLink(`/proc/1/ns/${namespace}`);
  if (own.outcome !== 'read' || node.outcome !== 'read') return undefined;
  return judged(own.value === node.value, `/proc/self/ns/${namespace} and /proc/1/ns/${namespace}`);
}

/**
 * Each network namespace has entries of its own below /proc/<pid>/net, with inode numbers that are unique over the
 * whole kernel, and any user may look at them: equal numbers are the same namespace.
 */
async function byNetInodes(host: HostFiles): Promise<NamespaceOwner | undefined> {
  const own = await host.stat('/proc/self/net/dev');
  const node = await host.stat('/proc/1/net/dev');
  if (own.outcome !== 'read' || node.outcome !== 'read') return undefined;
  return judged(own.value.inode === node.value.inode, 'inodes of /proc/self/net/dev and /proc/1/net/dev');
}

/** Where the kernel's own threads are seen, process 1 is the machine's and has the namespaces of the boot. */
async function byInitialNumber(
  host: HostFiles,
  namespace: KernelNamespace,
): Promise<NamespaceOwner | undefined> {
  const initial = INITIAL[namespace];
  const own = await host.readLink(`/proc/self/ns/${namespace}`);
  const second = await host.readText('/proc/2/comm');
  if (initial === undefined || own.outcome !== 'read' || second.outcome !== 'read') return undefined;
  if (second.value !== 'kthreadd\n') return undefined;
  return judged(own.value === initial, `/proc/self/ns/${namespace} and the number of the initial namespace`);
}

/** Whose namespace the values belong to that this process reads below the host's /proc/sys. */
export async function namespaceOwner(host: HostFiles, namespace: KernelNamespace): Promise<NamespaceOwner> {
  const live = await host.isLiveProcfs('/proc/sys');
  if (live.outcome === 'absent' || (live.outcome === 'read' && !live.value))
    return { owner: 'captured', evidence: '/proc/sys is no procfs' };
  if (live.outcome === 'unreadable') return { owner: 'unproven', evidence: live.detail };
  const found =
    (await byLinks(host, namespace)) ??
    (namespace === 'net' ? await byNetInodes(host) : undefined) ??
    (await byInitialNumber(host, namespace));
  return found ?? { owner: 'unproven', evidence: `neither /proc/1/ns/${namespace} nor anything else tells` };
}

export const belongsToNode = (owner: NamespaceOwner): boolean =>
  owner.owner === 'node' || owner.owner === 'captured';

const PREFIXES: readonly (readonly [prefix: string, namespace: KernelNamespace])[] = [
  ['net.', 'net'],
  ['user.', 'user'],
  ['kernel.hostname', 'uts'],
  ['kernel.domainname', 'uts'],
  ['kernel.shm', 'ipc'],
  ['kernel.msg', 'ipc'],
  ['kernel.sem', 'ipc'],
  ['fs.mqueue.', 'ipc'],
  ['kernel.pid_max', 'pid'],
  ['vm.memfd_noexec', 'pid'],
];

/** The namespace whose value a reader sees of this key; undefined for keys that the whole kernel shares. */
export function namespaceOfKey(key: string): KernelNamespace | undefined {
  return PREFIXES.find(([prefix]) => key.startsWith(prefix))?.[1];
}
