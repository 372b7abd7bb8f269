import { DERIVATIONS, createTallySheet, deriveWorld } from '@plimsoll/engine';
import { isPlimsollError } from '@plimsoll/errors';
import { NO_COUNTS, addCounts, requirementState } from '@plimsoll/model';
import type { Fact, RequirementState, SourceId, Tallies, VerdictCounts } from '@plimsoll/model';
import { listManifestFiles, readStandardInput } from '@plimsoll/probes';
import type { ManifestFile, ManifestProblem } from '@plimsoll/probes';
import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { Readable } from 'node:stream';
import { DERIVED_FROM_NO_FILE } from './known-so-far.js';
import { scanFacts } from './facts/scan-facts.js';
import type { NodeShard } from './node-shard.js';
import { scanHost } from './scan-host.js';
import type { ScanOptions } from './scan-options.js';
import type { WorkerTask } from './scan-worker.js';
import { nextFile, shareFiles } from './share-files.js';
import { Shard } from './shard.js';
import type { FileReport, Problem, ShardReport } from './shard-report.js';
import { WorkerPool } from './worker-pool.js';

/** What a scan came to. */
export interface ScanOutcome {
  readonly options: ScanOptions;
  /** In the order of the files; the host comes last. */
  readonly files: readonly FileReport[];
  readonly problems: readonly Problem[];
  readonly objects: number;
  readonly tallies: Tallies;
  readonly unknowns: ReadonlyMap<string, number>;
  /** Objects that no control reads, by `kind (apiVersion)`. */
  readonly unread: ReadonlyMap<string, number>;
  readonly requirements: readonly AskedRequirement[];
  readonly summary: VerdictCounts;
  /** What captures were recognised as, in words. */
  readonly seen: readonly string[];
}

/** One item of a framework that was asked for. */
export interface AskedRequirement extends RequirementState {
  readonly framework: string;
  readonly title: string;
  readonly assessment: 'automated' | 'manual';
  readonly mapped: readonly string[];
}

/** Below so many bytes, starting threads costs more than they save. */
const WORTH_THREADS = 1_500_000;
const MOST_THREADS = 8;

/** Reads, derives and judges; writes nothing. What cannot be read is among the problems, the rest is judged. */
export async function scan(options: ScanOptions, stdin: Readable): Promise<ScanOutcome> {
  const { files, problems } = listManifestFiles(options.paths);
  const known = deriveWorld({ ...worldOf(options, [], []), derivations: DERIVED_FROM_NO_FILE });
  const next = nextFile();
  const pool = poolFor(files, { next, known }, options);
  try {
    const own = new Shard(options.controls, options, known);
    for (const problem of problems) own.problem(-1, problem);
    const captures = await scanFacts(options, files.length);
    for (const problem of captures.problems) own.problem(files.length, problem);
    const nodes = [...captures.shards, ...(await hostOf(options, own))];
    await loadStandardInput(own, files, stdin);
    shareFiles(files, next, own);
    const facts = [
      ...own.derivationFacts(),
      ...((await pool?.derivationFacts()) ?? []),
      ...nodes.flatMap((node) => node.facts),
    ];
    const world = worldOf(
      options,
      facts,
      nodes.flatMap((node) => node.sources),
    );
    const derived = deriveWorld(world);
    const others = pool?.judgeAll(derived);
    const reports = [
      own.judgeAll(derived),
      ...((await others) ?? []),
      ...nodes.map((node) => node.judgeAll(derived)),
    ];
    return { ...outcomeOf(options, reports, world), seen: captures.seen };
  } finally {
    await pool?.close();
  }
}

async function hostOf(options: ScanOptions, own: Shard): Promise<readonly NodeShard[]> {
  if (options.host === undefined) return [];
  try {
    return [await scanHost(options.host, options)];
  } catch (error) {
    if (!isPlimsollError(error)) throw error;
    const problem: ManifestProblem = { file: options.host, line: 0, error };
    own.problem(Number.MAX_SAFE_INTEGER, problem);
    return [];
  }
}

/** Threads beside this one, which does its part. */
function poolFor(
  files: readonly ManifestFile[],
  task: Pick<WorkerTask, 'next' | 'known'>,
  { controls, format, everything, kubernetesVersion }: ScanOptions,
): WorkerPool | undefined {
  // From sources there is no compiled worker to start.
  if (files.length < 2 || import.meta.url.endsWith('.ts')) return undefined;
  const threads = Math.min(availableParallelism(), MOST_THREADS, files.length);
  if (threads < 2 || !isWorthThreads(files)) return undefined;
  const ids = controls.map(({ id }) => id);
  return new WorkerPool(threads - 1, {
    ...task,
    files,
    controls: ids,
    format,
    everything,
    kubernetesVersion,
  });
}

function isWorthThreads(files: readonly ManifestFile[]): boolean {
  let bytes = 0;
  for (const { path } of files) {
    bytes += statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    if (bytes >= WORTH_THREADS) return true;
  }
  return false;
}

async function loadStandardInput(own: Shard, files: readonly ManifestFile[], stdin: Readable): Promise<void> {
  const index = files.findIndex(({ path }) => path === '-');
  const file = files[index];
  if (file === undefined) return;
  const read = await readStandardInput(stdin);
  if ('problem' in read) own.problem(index, read.problem);
  else own.loadBytes(index, file, read.bytes);
}

/** The version that was asked for counts as collected; everything else of a cluster only with `--complete`. */
function worldOf(
  { kubernetesVersion, complete }: ScanOptions,
  facts: readonly Fact[],
  hostSources: readonly SourceId[],
) {
  const version: Fact = {
    source: 'cluster/version',
    partition: '',
    subject: { group: '', kind: 'Namespace', namespace: '', name: 'kube-system' },
    body: { shape: 'settings', settings: { kubernetesVersion } },
  };
  const completeSources: ReadonlySet<SourceId> = new Set<SourceId>(['cluster/version', ...hostSources]);
  return { facts: [...facts, version], derivations: DERIVATIONS, completeSources, complete };
}

function outcomeOf(
  options: ScanOptions,
  reports: readonly ShardReport[],
  world: ReturnType<typeof worldOf>,
): Omit<ScanOutcome, 'seen'> {
  const sheet = createTallySheet(options.controls, world);
  for (const report of reports)
    for (const [control, counts] of report.counts) sheet.addCounts(control, counts);
  const tallies = sheet.tallies();
  const files = reports.flatMap((report) => report.files).sort((a, b) => a.index - b.index);
  const problems = reports
    .flatMap((report) => report.problems)
    .sort((a, b) => a.index - b.index || a.line - b.line)
    .map(({ file, line, message }) => ({ file, line, message }));
  return {
    options,
    files,
    problems,
    tallies,
    unknowns: sums(reports.map((report) => report.unknowns)),
    unread: sums(reports.map((report) => report.unread)),
    objects: files.reduce((sum, file) => sum + file.objects, 0),
    requirements: requirementsOf(options, tallies),
    summary: [...tallies.values()].reduce((sum, { counts }) => addCounts(sum, counts), NO_COUNTS),
  };
}

function sums(parts: readonly ReadonlyMap<string, number>[]): ReadonlyMap<string, number> {
  const all = new Map<string, number>();
  for (const part of parts) for (const [name, count] of part) all.set(name, (all.get(name) ?? 0) + count);
  return all;
}

function requirementsOf(
  { frameworks, kubernetesVersion }: ScanOptions,
  tallies: ScanOutcome['tallies'],
): AskedRequirement[] {
  return frameworks.flatMap(({ id: framework, requirements }) =>
    requirements.map((requirement) => ({
      ...requirementState(requirement, tallies, kubernetesVersion),
      framework,
      title: requirement.title,
      assessment: requirement.assessment,
      mapped: requirement.controls.map(({ control }) => control),
    })),
  );
}
