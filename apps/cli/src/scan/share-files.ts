import type { ManifestFile } from '@plimsoll/probes';
import type { Shard } from './shard.js';

/** One number that all threads count up: the next file. */
export type NextFile = SharedArrayBuffer;

export const nextFile = (): NextFile => new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);

/** Loads the files that no other thread has taken. The standard input is left to the main thread. */
export function shareFiles(files: readonly ManifestFile[], next: NextFile, shard: Shard): void {
  const counter = new Int32Array(next);
  for (let index = Atomics.add(counter, 0, 1); index < files.length; index = Atomics.add(counter, 0, 1)) {
    const file = files[index];
    if (file !== undefined && file.path !== '-') shard.loadFile(index, file);
  }
}
