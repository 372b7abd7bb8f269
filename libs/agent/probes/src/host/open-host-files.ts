import { readlinkSync, statfsSync } from 'node:fs';
import { readlink, statfs } from 'node:fs/promises';
import { resolve as absolutePath } from 'node:path';
import type { HostFiles, HostStat, ListLimits, ReadLimits, ReadOutcome } from './host-files.js';
import { hostStat } from './host-stat.js';
import { namesIn } from './names-in.js';
import { outcomeOfError, read, unreadable } from './read-outcome.js';
import { readRegularFile, type Bounds } from './read-regular-file.js';
import { PROCFS, isLocal, resolvePath, type Resolution } from './resolve-path.js';
import { SeenFolders } from './seen-folders.js';
import { textOf } from './text-of.js';
import { Turns } from './turns.js';
import type { Resolved } from './walk.js';

const DEFAULT_MAX_BYTES = 64 * 1024;
const DEFAULT_MAX_ENTRIES = 4096;

const boundsOf = (limits: ReadLimits): Bounds => ({
  maxBytes: limits.maxBytes ?? DEFAULT_MAX_BYTES,
  whenLonger: limits.whenLonger ?? 'refuse',
});

async function targetOf({ real, hostPath, stats }: Resolved): Promise<ReadOutcome<string>> {
  if (!stats.isSymbolicLink()) return unreadable('not-regular', `${hostPath} is no link`);
  try {
    return read(isLocal(hostPath) ? readlinkSync(real) : await readlink(real));
  } catch (error) {
    return outcomeOfError(error, hostPath);
  }
}

async function isProcfs({ real, hostPath }: Resolved): Promise<ReadOutcome<boolean>> {
  try {
    return read((isLocal(hostPath) ? statfsSync(real) : await statfs(real)).type === PROCFS);
  } catch (error) {
    return outcomeOfError(error, hostPath);
  }
}

class RootedFiles implements HostFiles {
  readonly root: string;
  private readonly seen = new SeenFolders();
  private readonly turns = new Turns(() => this.seen.forget());

  constructor(root: string) {
    this.root = absolutePath(root);
  }

  private readonly resolve = (path: string, last: 'follow' | 'keep'): Resolution => {
    const due = this.turns.due();
    return due === undefined
      ? resolvePath(this.root, path, last, this.seen)
      : due.then(() => resolvePath(this.root, path, last, this.seen));
  };

  readonly readBytes = async (path: string, limits: ReadLimits = {}): Promise<ReadOutcome<Uint8Array>> => {
    const resolution = this.resolve(path, 'follow');
    const place = resolution instanceof Promise ? await resolution : resolution;
    if (place.outcome !== 'read') return place;
    const bytes = readRegularFile(place.value, boundsOf(limits));
    if (bytes instanceof Promise || bytes.outcome !== 'read') return bytes;
    return read(Uint8Array.from(bytes.value));
  };

  readonly readText = async (path: string, limits: ReadLimits = {}): Promise<ReadOutcome<string>> => {
    const bounds = boundsOf(limits);
    const resolution = this.resolve(path, 'follow');
    const place = resolution instanceof Promise ? await resolution : resolution;
    if (place.outcome !== 'read') return place;
    const reading = readRegularFile(place.value, bounds);
    // Lent bytes are made text before anybody else can read.
    const bytes = reading instanceof Promise ? await reading : reading;
    return bytes.outcome === 'read' ? textOf(bytes.value, path, bounds.whenLonger) : bytes;
  };

  readonly readLink = async (path: string): Promise<ReadOutcome<string>> => {
    const place = await this.resolve(path, 'keep');
    return place.outcome === 'read' ? targetOf(place.value) : place;
  };

  readonly list = async (path: string, limits: ListLimits = {}): Promise<ReadOutcome<readonly string[]>> => {
    const place = await this.resolve(path, 'follow');
    return place.outcome === 'read'
      ? namesIn(place.value, limits.maxEntries ?? DEFAULT_MAX_ENTRIES, this.turns)
      : place;
  };

  readonly stat = async (path: string): Promise<ReadOutcome<HostStat>> => {
    const resolution = this.resolve(path, 'follow');
    const place = resolution instanceof Promise ? await resolution : resolution;
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
