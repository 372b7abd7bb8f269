import { lstatSync, readlinkSync, statfsSync } from 'node:fs';
import { lstat, readlink } from 'node:fs/promises';
import type { ReadOutcome } from './host-files.js';
import { absent, outcomeOfError, read } from './read-outcome.js';
import type { SeenFolders } from './seen-folders.js';
import { Walk, type Resolved } from './walk.js';

/**
 * Folders of the kernel and of the system itself. To look at a name there takes the kernel 3 microseconds, and the
 * thread pool 50 of processor time; a pass looks at thousands. Elsewhere a file system of the network may keep the
 * looker waiting, so there the loop is never the one who waits.
 */
const LOCAL = new Set(['', 'proc', 'sys', 'etc', 'usr', 'lib', 'bin', 'sbin', 'boot', 'run', 'var', 'opt']);

export function isLocal(hostPath: string): boolean {
  const end = hostPath.indexOf('/', 1);
  return LOCAL.has(end < 0 ? hostPath.slice(1) : hostPath.slice(1, end));
}

/** The reader's own path of a host path whose links are resolved. */
function underRoot(root: string, hostPath: string): string {
  return root === '/' ? hostPath : `${root}${hostPath}`;
}

/** Most of what is looked for is not there, and an exception costs more than the look. */
const QUIETLY = { throwIfNoEntry: false } as const;

function lookNow(root: string, hostPath: string): ReadOutcome<Resolved> {
  const real = underRoot(root, hostPath);
  try {
    const stats = lstatSync(real, QUIETLY);
    return stats === undefined ? absent(`no ${hostPath}`) : read({ real, hostPath, stats });
  } catch (error) {
    return outcomeOfError(error, hostPath);
  }
}

function targetNow(link: Resolved): ReadOutcome<string> {
  try {
    return read(readlinkSync(link.real));
  } catch (error) {
    return outcomeOfError(error, link.hostPath);
  }
}

async function lookByPool(root: string, hostPath: string): Promise<ReadOutcome<Resolved>> {
  const real = underRoot(root, hostPath);
  try {
    return read({ real, hostPath, stats: await lstat(real) });
  } catch (error) {
    return outcomeOfError(error, hostPath);
  }
}

async function targetByPool(link: Resolved): Promise<ReadOutcome<string>> {
  try {
    return read(await readlink(link.real));
  } catch (error) {
    return outcomeOfError(error, link.hostPath);
  }
}

/** Goes on at once as far as that is allowed. */
function goNow(root: string, walk: Walk): void {
  while (walk.ended === undefined) {
    if (!isLocal(walk.link?.hostPath ?? walk.at)) return;
    if (walk.link === undefined) walk.tell(lookNow(root, walk.at));
    else walk.tellTarget(targetNow(walk.link));
  }
}

async function goByPool(root: string, walk: Walk): Promise<ReadOutcome<Resolved>> {
  for (;;) {
    goNow(root, walk);
    if (walk.ended !== undefined) return walk.ended;
    if (walk.link === undefined) walk.tell(await lookByPool(root, walk.at));
    else walk.tellTarget(await targetByPool(walk.link));
  }
}

/** A path may be resolved in no time, and then nobody should wait for it: a promise costs as much as the look. */
export type Resolution = ReadOutcome<Resolved> | Promise<ReadOutcome<Resolved>>;

/** Walks a host path link by link. `last` says whether a link in the last place is followed or is itself the answer. */
export function resolvePath(
  root: string,
  path: string,
  last: 'follow' | 'keep',
  seen: SeenFolders,
): Resolution {
  if (!seen.has('')) seeRoot(root, seen);
  const walk = new Walk(path, last, seen);
  goNow(root, walk);
  return walk.ended ?? goByPool(root, walk);
}

/** PROC_SUPER_MAGIC of statfs(2). */
export const PROCFS = 0x9fa0;

function isProcfs(place: Resolved): boolean {
  try {
    return statfsSync(place.real).type === PROCFS;
  } catch {
    return false; // whoever asks for what is in it learns why
  }
}

/** Every walk begins here, and most go on to processes. */
function seeRoot(root: string, seen: SeenFolders): void {
  const top = lookNow(root, '/');
  if (top.outcome !== 'read') return;
  seen.add('', top.value.stats);
  const proc = lookNow(root, '/proc');
  if (proc.outcome !== 'read' || !proc.value.stats.isDirectory()) return;
  seen.add('/proc', proc.value.stats);
  if (isProcfs(proc.value)) seen.addProcesses();
}
