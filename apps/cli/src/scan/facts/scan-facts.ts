import { isPlimsollError } from '@plimsoll/errors';
import type { Fact } from '@plimsoll/model';
import { readManifestFile, type ManifestProblem } from '@plimsoll/probes';
import { readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { nodeShard, type NodeShard } from '../node-shard.js';
import { scanHost } from '../scan-host.js';
import type { ScanOptions } from '../scan-options.js';
import { locateWords } from './lines.js';
import { readCapture } from './read-capture.js';

/** What the captures of a scan came to. */
export interface FactsRead {
  readonly shards: readonly NodeShard[];
  readonly problems: readonly ManifestProblem[];
  /** Of each file what it was recognised as, in words. */
  readonly seen: readonly string[];
}

/** Folders of which a host's root has at least two, and a folder of captures hardly one. */
const OF_A_ROOT = ['etc', 'proc', 'sys', 'usr'];

/** What cannot even be looked at, a loop of links or what is below a closed folder, is none; reading it says why. */
function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

const isHostTree = (path: string): boolean =>
  OF_A_ROOT.filter((name) => isFolder(join(path, name))).length > 1;

/**
 * Captures behind a path: itself, or what is in the folder and not hidden. What is not there, or may not be listed, is
 * found out when it is read.
 */
function capturesAt(path: string): readonly string[] {
  if (!isFolder(path) || isHostTree(path)) return [path];
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => !entry.name.startsWith('.') && !entry.isDirectory())
      .map(({ name }) => join(path, name))
      .sort();
  } catch {
    return [path];
  }
}

interface OneRead {
  readonly shard: NodeShard;
  readonly seen: string;
}

/** A capture is a subject of its own, called like its file; within the scan it goes by its whole path. */
function readOne(path: string, index: number, options: ScanOptions): OneRead | ManifestProblem {
  const file = readManifestFile({ path, named: true });
  if ('problem' in file) return file.problem;
  try {
    const { what, facts, text } = readCapture(path, file.bytes);
    const subject = { group: '', kind: 'Node', namespace: '', name: path } as const;
    const known = [...facts].map(([source, body]): Fact => ({ source, partition: path, subject, body }));
    const locate = locateWords(path, text);
    return {
      shard: nodeShard({ index, name: basename(path), facts: known, locate }, options),
      seen: `${path}: ${what}`,
    };
  } catch (error) {
    if (isPlimsollError(error)) return { file: path, line: 0, error };
    throw error;
  }
}

/** Files of a host that were copied into a folder, as `--host` reads them. */
async function readTree(
  path: string,
  index: number,
  options: ScanOptions,
): Promise<OneRead | ManifestProblem> {
  try {
    const shard = await scanHost(path, options, { index, name: basename(resolve(path)) });
    return { shard, seen: `${path}: the files of a host` };
  } catch (error) {
    if (isPlimsollError(error)) return { file: path, line: 0, error };
    throw error;
  }
}

/** Reads captures: each is a subject `v1/Node`. What cannot be read is a problem, the rest is judged. */
export async function scanFacts(options: ScanOptions, firstIndex: number): Promise<FactsRead> {
  const captures = [...new Set(options.facts.flatMap(capturesAt))];
  const read: (OneRead | ManifestProblem)[] = [];
  for (const [at, path] of captures.entries()) {
    const index = firstIndex + at;
    read.push(isFolder(path) ? await readTree(path, index, options) : readOne(path, index, options));
  }
  const ok = read.filter((one): one is OneRead => 'shard' in one);
  return {
    shards: ok.map(({ shard }) => shard),
    problems: read.filter((one): one is ManifestProblem => !('shard' in one)),
    seen: ok.map(({ seen }) => seen),
  };
}
