import { isPlimsollError } from '@plimsoll/errors';
import type { Fact } from '@plimsoll/model';
import { readManifestFile, type ManifestProblem } from '@plimsoll/probes';
import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { nodeShard, type NodeShard } from '../node-shard.js';
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

/** Files behind a path: itself, or what is in the folder and not hidden. What is not there is found out when it is read. */
function filesAt(path: string): readonly string[] {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return [path];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => !entry.name.startsWith('.') && !entry.isDirectory())
    .map(({ name }) => join(path, name))
    .sort();
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

/** Reads captures: each file is a subject `v1/Node`. What cannot be read is a problem, the rest is judged. */
export function scanFacts(options: ScanOptions, firstIndex: number): FactsRead {
  const files = [...new Set(options.facts.flatMap(filesAt))];
  const read = files.map((path, index) => readOne(path, firstIndex + index, options));
  const ok = read.filter((one): one is OneRead => 'shard' in one);
  return {
    shards: ok.map(({ shard }) => shard),
    problems: read.filter((one): one is ManifestProblem => !('shard' in one)),
    seen: ok.map(({ seen }) => seen),
  };
}
