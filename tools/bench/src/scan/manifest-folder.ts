import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ORDINARY, generateObjects } from '@plimsoll/fleet';
import { dump } from 'js-yaml';

export interface ManifestFolder {
  readonly path: string;
  readonly objects: number;
  readonly files: number;
  readonly bytes: number;
}

const OBJECTS_A_FILE = 20;
const SEED = 1;

/** Writes a generated cluster as manifests, twenty objects a file, the same bytes at each run. */
export function writeManifests(path: string, objects: number): ManifestFolder {
  mkdirSync(path, { recursive: true });
  const documents = [...generateObjects({ seed: SEED, objects, habits: ORDINARY })].map((object) =>
    dump(object, { lineWidth: -1, noRefs: true, noArrayIndent: true }),
  );
  let bytes = 0;
  let files = 0;
  for (let at = 0; at < documents.length; at += OBJECTS_A_FILE) {
    const text = documents.slice(at, at + OBJECTS_A_FILE).join('---\n');
    writeFileSync(join(path, `manifests-${String(files).padStart(4, '0')}.yaml`), text);
    bytes += Buffer.byteLength(text);
    files += 1;
  }
  return { path, objects: documents.length, files, bytes };
}
