// The code that buf makes of the wire contract, made anew in a folder of its own so that it can be compared.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const bin = join(root, 'node_modules/.bin');
const GENERATED = 'libs/link/contract/src/generated';

/** Path under the root -> content, as buf writes it. */
export function contractFiles() {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-contract-'));
  try {
    const { status, stderr } = spawnSync(join(bin, 'buf'), ['generate', '--output', folder], {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` },
    });
    if (status !== 0) throw new Error(`buf generate failed:\n${stderr}`);
    return new Map(
      filesBelow(join(folder, GENERATED)).map((path) => [
        join(GENERATED, path),
        readFileSync(join(folder, GENERATED, path), 'utf8'),
      ]),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const filesBelow = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    .sort();
