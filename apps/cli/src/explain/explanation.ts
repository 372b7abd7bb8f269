import type { HostMount, HostMounts, SourceRead } from '@plimsoll/collectors';

/** What can be said of the reads of one source below one mount. */
interface SourceReads {
  readonly source: SourceRead['source'];
  readonly reads: readonly SourceRead[];
}

const PRIVILEGES = { 'any-uid': '', 'gid-0': 'group 0', 'uid-0': 'user 0' } as const;
const BY_SWITCH = 'Left out unless it is switched on';

const POD = `The pod of a node's agent: uid 65534 and gid 65534, no capability, no privilege escalation, the seccomp profile
RuntimeDefault, a read-only root file system, no hostPID, no hostIPC, no hostNetwork, no service account token, no
socket, nothing to write to. Every mount is read-only, below /host in the pod.`;

const OPT_INS = `hostNetwork (off): without it the keys below /proc/sys/net are those of the pod, and so \`unknown\`; whether the node
forwards packets is read from the counters of process 1 either way.`;

const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;

function bySource(reads: readonly SourceRead[]): readonly SourceReads[] {
  return [...new Set(reads.map(({ source }) => source))].map((source) => ({
    source,
    reads: reads.filter((read) => read.source === source),
  }));
}

/** `files that only group 0 reads: 2`, for what stays unknown in a pod of nobody. */
function closed(reads: readonly SourceRead[]): string {
  const found = (['gid-0', 'uid-0'] as const).flatMap((privilege) => {
    const count = reads.filter((read) => read.privilege === privilege).length;
    return count === 0 ? [] : [`${count} only ${PRIVILEGES[privilege]} reads`];
  });
  return found.length === 0 ? '' : ` (${found.join(', ')})`;
}

const pathLine = ({ path, why, privilege }: SourceRead): string =>
  `      ${path}: ${why}${PRIVILEGES[privilege] === '' ? '' : `; ${PRIVILEGES[privilege]}`}`;

function sourceLines({ source, reads }: SourceReads, paths: boolean): readonly string[] {
  const line = `    ${source}: ${counted(reads.length, 'path')}${closed(reads)}`;
  return paths ? [line, ...reads.map(pathLine)] : [line];
}

/** Sources of which nothing is left when this tree is not there, and those that lose a part. */
function lost(mount: HostMount, all: readonly SourceRead[]): string {
  const elsewhere = new Set(all.filter((read) => !mount.reads.includes(read)).map(({ source }) => source));
  const sources = bySource(mount.reads).map(({ source }) => source);
  const whole = sources.filter((source) => !elsewhere.has(source));
  const part = sources.filter((source) => elsewhere.has(source));
  const said = [
    ...(whole.length > 0 ? [`all of ${whole.join(', ')}`] : []),
    ...(part.length > 0 ? [`a part of ${part.join(', ')}`] : []),
  ];
  return `  without it unknown: ${said.join('; ')}`;
}

const mountLines = (mount: HostMount, all: readonly SourceRead[], paths: boolean): readonly string[] => [
  `${mount.path}${mount.optIn === undefined ? '' : `  (${BY_SWITCH}: ${mount.optIn})`}`,
  `  why: ${mount.why}`,
  ...bySource(mount.reads).flatMap((reads) => sourceLines(reads, paths)),
  lost(mount, all),
  '',
];

/** The mounts of the pod for people, from the declarations of the collectors. */
export function explanation({ mounts, unmounted }: HostMounts, paths: boolean): string {
  const all = [...mounts.flatMap(({ reads }) => reads), ...unmounted];
  const never =
    unmounted.length === 0
      ? []
      : [
          'Never mounted, and so `unknown` in a pod; `plimsoll scan --host /` on the node reads it',
          ...bySource(unmounted).flatMap((reads) => sourceLines(reads, paths)),
          '',
        ];
  return [POD, '', ...mounts.flatMap((mount) => mountLines(mount, all, paths)), ...never, OPT_INS, ''].join(
    '\n',
  );
}
