import { lstatSync, readlinkSync, type Stats } from 'node:fs';
import { lstat, readlink } from 'node:fs/promises';
import type { ReadOutcome } from './host-files.js';
import { absent, outcomeOfError, read, unreadable } from './read-outcome.js';

/** As many as the kernel follows. */
const MAX_LINKS = 40;

/**
 * Folders of the kernel and of the system itself. To look at a name there takes the kernel 3 microseconds, and the
 * thread pool 50 of processor time; a pass looks at thousands. Elsewhere a file system of the network may keep the
 * looker waiting, so there the loop is never the one who waits.
 */
const LOCAL = new Set(['', 'proc', 'sys', 'etc', 'usr', 'lib', 'bin', 'sbin', 'boot', 'run', 'var', 'opt']);
export const isLocal = (hostPath: string): boolean => LOCAL.has(hostPath.split('/', 2)[1] ?? '');

/** A path without links below the root, and what is there. */
export interface Resolved {
  /** In the reader's own file system. */
  readonly real: string;
  /** On the host, for messages. */
  readonly hostPath: string;
  readonly stats: Stats;
}

const segmentsOf = (path: string): string[] => path.split('/').filter((part) => part !== '' && part !== '.');
const joined = (parts: readonly string[]): string => `/${parts.join('/')}`;

/** The reader's own path of a host path whose links are resolved. */
function underRoot(root: string, hostPath: string): string {
  return root === '/' ? hostPath : `${root}${hostPath}`;
}

async function look(root: string, hostPath: string): Promise<ReadOutcome<Resolved>> {
  const real = underRoot(root, hostPath);
  try {
    const stats = isLocal(hostPath) ? lstatSync(real) : await lstat(real);
    return read({ real, hostPath, stats });
  } catch (error) {
    return outcomeOfError(error, hostPath);
  }
}

async function targetOf(link: Resolved): Promise<ReadOutcome<string>> {
  try {
    return read(isLocal(link.hostPath) ? readlinkSync(link.real) : await readlink(link.real));
  } catch (error) {
    return outcomeOfError(error, link.hostPath);
  }
}

/**
 * Walks a host path link by link. The root holds: an absolute target starts there again and `..` stops there.
 * `last` says whether a link in the last place is followed or is itself the answer.
 */
export async function resolvePath(
  root: string,
  path: string,
  last: 'follow' | 'keep',
): Promise<ReadOutcome<Resolved>> {
  if (!path.startsWith('/') || path.includes('\0'))
    return unreadable('invalid', 'a host path is absolute and has no NUL byte');
  const pending = segmentsOf(path).reverse();
  let done: string[] = [];
  let links = 0;
  let found = await look(root, '/');
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next === '..') {
      done.pop();
      found = await look(root, joined(done));
      continue;
    }
    found = await look(root, joined([...done, next]));
    if (found.outcome !== 'read') return found;
    const { value: place } = found;
    if (place.stats.isSymbolicLink() && (last === 'follow' || pending.length > 0)) {
      links += 1;
      if (links > MAX_LINKS)
        return unreadable('invalid', `more than ${MAX_LINKS} links on the way to ${path}`);
      const target = await targetOf(place);
      if (target.outcome !== 'read') return target;
      if (target.value.startsWith('/')) done = [];
      pending.push(...segmentsOf(target.value).reverse());
      found = await look(root, joined(done));
      continue;
    }
    if (pending.length > 0 && !place.stats.isDirectory()) return absent(`${place.hostPath} is no folder`);
    done.push(next);
  }
  return found;
}
