// The history of the catalogue: one row per ordinal, with the digest of all digests, those of frameworks too, at that time.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { source } from './sources.mjs';

/** The committed rows, and one more when the catalogue is not what the last row says. */
export function ordinalsFile() {
  const path = join(source, 'catalog/ordinals.json');
  const rows = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : [];
  const digest = createHash('sha256')
    .update(readFileSync(join(source, 'catalog/digests.json')))
    .update(readFileSync(join(source, 'catalog/frameworks.json')))
    .digest('hex');
  const last = rows.at(-1);
  const next = last?.digest === digest ? [] : [{ ordinal: (last?.ordinal ?? 0) + 1, digest }];
  return `${JSON.stringify([...rows, ...next], null, 2)}\n`;
}
