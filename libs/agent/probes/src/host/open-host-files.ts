import type { Stats } from 'node:fs';
import { opendir, readlink, statfs } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { resolve as absolutePath } from 'node:path';
import type { HostFileKind, HostFiles, HostStat, ListLimits, ReadLimits, ReadOutcome } from './host-files.js';
import { outcomeOfError, read, unreadable } from './read-outcome.js';
import { readRegularFile, textOf, type Bounds } from './read-regular-file.js';
import { resolvePath, type Resolved } from './resolve-path.js';

const DEFAULT_MAX_BYTES = 64 * 1024;
const DEFAULT_MAX_ENTRIES = 4096;
/** PROC_SUPER_MAGIC of statfs(2). */
const PROCFS = 0x9fa0;

const boundsOf = (limits: ReadLimits): Bounds => ({
  maxBytes: limits.maxBytes ?? DEFAULT_MAX_BYTES,
  whenLonger: limits.whenLonger ?? 'refuse',
});

function kindOf(stats: Stats): HostFileKind {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'directory';
  if (stats.isFIFO()) return 'fifo';
  if (stats.isSocket()) return 'socket';
  return stats.isBlockDevice() || stats.isCharacterDevice() ? 'device' : 'other';
}

const hostStat = (stats: Stats): HostStat => ({
  kind: kindOf(stats),
  mode: stats.mode & 0o7777,
  uid: stats.uid,
  gid: stats.gid,
  size: stats.size,
  inode: stats.ino,
  device: stats.dev,
});

async function namesIn(folder: Resolved, maxEntries: number): Promise<ReadOutcome<readonly string[]>> {
  if (!folder.stats.isDirectory()) return unreadable('not-regular', `${folder.hostPath} is no folder`);
  try {
    const names: string[] = [];
    for await (const entry of await opendir(folder.real)) {
      if (names.length === maxEntries)
        return unreadable('too-large', `${folder.hostPath} has more than ${maxEntries} entries`);
      names.push(entry.name);
    }
    return read(names.sort());
  } catch (error) {
    return outcomeOfError(error, folder.hostPath);
  }
}

async function targetOf(place: Resolved): Promise<ReadOutcome<string>> {
  if (!place.stats.isSymbolicLink()) return unreadable('not-regular', `${place.hostPath} is no link`);
  try {
    return read(await readlink(place.real));
  } catch (error) {
    return outcomeOfError(error, place.hostPath);
  }
}

async function isProcfs(place: Resolved): Promise<ReadOutcome<boolean>> {
  try {
    return read((await statfs(place.real)).type === PROCFS);
  } catch (error) {
    return outcomeOfError(error, place.hostPath);
  }
}

/** Looks that are answered at once take some 10 microseconds each: after as many the others have their turn. */
const LOOKS_A_TURN = 100;

class RootedFiles implements HostFiles {
  readonly root: string;
  private looks = 0;

  constructor(root: string) {
    this.root = absolutePath(root);
  }

  private readonly resolve = async (
    path: string,
    last: 'follow' | 'keep',
  ): Promise<ReadOutcome<Resolved>> => {
    this.looks += 1;
    if (this.looks % LOOKS_A_TURN === 0) await nextTurn();
    return resolvePath(this.root, path, last);
  };

  readonly readBytes = async (path: string, limits: ReadLimits = {}): Promise<ReadOutcome<Uint8Array>> => {
    const place = await this.resolve(path, 'follow');
    return place.outcome === 'read' ? readRegularFile(place.value, boundsOf(limits)) : place;
  };

  readonly readText = async (path: string, limits: ReadLimits = {}): Promise<ReadOutcome<string>> => {
    const bytes = await this.readBytes(path, limits);
    return bytes.outcome === 'read' ? textOf(bytes.value, path, boundsOf(limits).whenLonger) : bytes;
  };

  readonly readLink = async (path: string): Promise<ReadOutcome<string>> => {
    const place = await this.resolve(path, 'keep');
    return place.outcome === 'read' ? targetOf(place.value) : place;
  };

  readonly list = async (path: string, limits: ListLimits = {}): Promise<ReadOutcome<readonly string[]>> => {
    const place = await this.resolve(path, 'follow');
    return place.outcome === 'read' ? namesIn(place.value, limits.maxEntries ?? DEFAULT_MAX_ENTRIES) : place;
  };

  readonly stat = async (path: string): Promise<ReadOutcome<HostStat>> => {
    const place = await this.resolve(path, 'follow');
    return place.outcome === 'read' ? read(hostStat(place.value.stats)) : place;
  };

  readonly isLiveProcfs = async (path: string): Promise<ReadOutcome<boolean>> => {
    const place = await this.resolve(path, 'follow');
    return place.outcome === 'read' ? isProcfs(place.value) : place;
  };
}

/** The files of the host whose root folder is mounted, or was captured, at `root`. Opens nothing by itself. */
export function openHostFiles(root: string): HostFiles {
  return new RootedFiles(root);
}
