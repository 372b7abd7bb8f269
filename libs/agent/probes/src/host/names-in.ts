import { opendirSync, type Dir } from 'node:fs';
import { opendir } from 'node:fs/promises';
import type { ReadOutcome } from './host-files.js';
import { outcomeOfError, read, unreadable } from './read-outcome.js';
import { isLocal } from './resolve-path.js';
import type { Turns } from './turns.js';
import type { Resolved } from './walk.js';

/** As many entries are fetched at once. */
const BATCH = { bufferSize: 128 } as const;

/** Takes entry after entry; the kernel has those of local folders at hand. */
async function collect(folder: Dir, isQuick: boolean, most: number, turns: Turns): Promise<string[]> {
  const names: string[] = [];
  for (;;) {
    const entry = isQuick ? folder.readSync() : await folder.read();
    if (entry === null) return names;
    names.push(entry.name);
    if (names.length > most) return names;
    const due = isQuick && names.length % BATCH.bufferSize === 0 ? turns.due() : undefined;
    if (due !== undefined) await due;
  }
}

/** The sorted names in a folder that a resolved path names. */
export async function namesIn(
  { real, hostPath, stats }: Resolved,
  maxEntries: number,
  turns: Turns,
): Promise<ReadOutcome<readonly string[]>> {
  if (!stats.isDirectory()) return unreadable('not-regular', `${hostPath} is no folder`);
  const isQuick = isLocal(hostPath);
  let folder: Dir | undefined;
  try {
    folder = isQuick ? opendirSync(real, BATCH) : await opendir(real, BATCH);
    const names = await collect(folder, isQuick, maxEntries, turns);
    if (names.length > maxEntries)
      return unreadable('too-large', `${hostPath} has more than ${maxEntries} entries`);
    return read(names.sort());
  } catch (error) {
    return outcomeOfError(error, hostPath);
  } finally {
    if (isQuick) folder?.closeSync();
    else await folder?.close();
  }
}
