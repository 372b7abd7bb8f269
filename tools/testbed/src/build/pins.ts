import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

/** A program of the testbed, and the Go module that pins what it is built from. */
export interface Program {
  readonly name: ProgramName;
  readonly pins: 'kubernetes' | 'etcd';
  readonly package: string;
}

export const PROGRAM_NAMES = [
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kubectl',
] as const;
export type ProgramName = (typeof PROGRAM_NAMES)[number];

/** In the order in which they are built. */
export const PROGRAMS: readonly Program[] = PROGRAM_NAMES.map((name) =>
  name === 'etcd'
    ? { name, pins: 'etcd', package: 'go.etcd.io/etcd/server/v3' }
    : { name, pins: 'kubernetes', package: `k8s.io/kubernetes/cmd/${name}` },
);

const FOLDER = path.join(import.meta.dirname, '../../pins');

/** Raised when the way of building changes, so that older binaries are not taken for it. */
const RECIPE = 1;

export const pinsFolder = (pins: Program['pins']): string => path.join(FOLDER, pins);

function pinned(pins: Program['pins'], module: string): string {
  const text = readFileSync(path.join(pinsFolder(pins), 'go.mod'), 'utf8');
  const version = new RegExp(`^\\s*${module} v(\\S+)`, 'm').exec(text)?.[1];
  if (version === undefined) throw new Error(`${pins}/go.mod does not pin ${module}`);
  return version;
}

/** Versions without the `v`, as in `1.36.3`. */
export interface Versions {
  readonly kubernetes: string;
  readonly etcd: string;
}

export function versions(): Versions {
  return {
    kubernetes: pinned('kubernetes', 'k8s.io/kubernetes'),
    etcd: pinned('etcd', 'go.etcd.io/etcd/server/v3'),
  };
}

/** Names what is built: the versions, and a digest over every pinned byte. */
export function buildName(): string {
  const { kubernetes, etcd } = versions();
  const digest = createHash('sha256').update(`${RECIPE} ${process.arch}`);
  for (const pins of ['kubernetes', 'etcd'] as const)
    for (const file of ['go.mod', 'go.sum']) digest.update(readFileSync(path.join(pinsFolder(pins), file)));
  return `kubernetes-${kubernetes}-etcd-${etcd}-${digest.digest('hex').slice(0, 8)}`;
}

/** Where built testbeds are kept, outside the tree: `$XDG_CACHE_HOME/plimsoll/testbed`. */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const base = environment['XDG_CACHE_HOME'];
  const cache = base !== undefined && path.isAbsolute(base) ? base : path.join(homedir(), '.cache');
  return path.join(cache, 'plimsoll', 'testbed');
}
