import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { manifestErrors } from './errors.js';
import { problemOf } from './list-manifest-files.js';
import type { ManifestFile, ManifestProblem } from './manifest.js';

export const MAX_FILE_BYTES = 64 * 1024 * 1024;

/** Never waits for a writer, never becomes anybody's terminal. */
const FLAGS = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;

export type FileBytes = { readonly bytes: Uint8Array } | { readonly problem: ManifestProblem };

/** The bytes of a regular file, at most {@link MAX_FILE_BYTES}; anything else is a problem and never blocks. */
export function readManifestFile({ path }: ManifestFile): FileBytes {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, FLAGS);
    return readOpened(path, descriptor);
  } catch (cause) {
    return { problem: problemOf(path, cause) };
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function readOpened(file: string, descriptor: number): FileBytes {
  const stats = fstatSync(descriptor);
  if (!stats.isFile()) {
    const error = manifestErrors.error('MANIFEST_NOT_REGULAR', 'is not a regular file');
    return { problem: { file, line: 0, error } };
  }
  if (stats.size > MAX_FILE_BYTES) return { problem: tooLarge(file) };
  const bytes = Buffer.allocUnsafe(stats.size + 1);
  let filled = 0;
  for (;;) {
    const read = readSync(descriptor, bytes, filled, bytes.length - filled, null);
    filled += read;
    if (read === 0) return { bytes: bytes.subarray(0, filled) };
    // It grew while it was read: what fits is not the file.
    if (filled === bytes.length) return { problem: tooLarge(file, 'grows while it is read') };
  }
}

/** @internal */
export function tooLarge(file: string, message = 'is larger than 64 MiB'): ManifestProblem {
  return { file, line: 0, error: manifestErrors.error('MANIFEST_FILE_TOO_LARGE', message) };
}
