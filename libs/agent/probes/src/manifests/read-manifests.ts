import type { Readable } from 'node:stream';
import { listManifestFiles } from './list-manifest-files.js';
import type { ManifestRead } from './manifest.js';
import { parseManifests } from './parse-manifests.js';
import { readManifestFile } from './read-manifest-file.js';
import { readStandardInput } from './read-standard-input.js';

/** Every object of files, folders and (`-`) the standard input, and every problem, one file after the other. */
export async function* readManifests(
  paths: readonly string[],
  standardInput: Readable,
): AsyncGenerator<ManifestRead> {
  const { files, problems } = listManifestFiles(paths);
  for (const problem of problems) yield { problem };
  for (const file of files) {
    const read = file.path === '-' ? await readStandardInput(standardInput) : readManifestFile(file);
    if ('problem' in read) yield read;
    else yield* parseManifests(file, read.bytes);
  }
}
