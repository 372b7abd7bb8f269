import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { isPlimsollError } from '@plimsoll/errors';
import { figureLine, figureOf, rounded } from './figure.js';
import type { Scenario } from './scenario.js';
import { listText, select, type Selection } from './select.js';

/** Where the program speaks. */
export interface Streams {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/**
 * Runs what the arguments name: one JSON object a line on `out`, everything else on `err`.
 * @returns the exit code: 0 also where a target is missed, 1 when a scenario could not be measured, 2 for bad usage
 */
export async function runBench(
  parameters: readonly string[],
  scenarios: readonly Scenario[],
  root: string,
  streams: Streams,
): Promise<number> {
  const selection = selected(parameters, scenarios, streams);
  if (selection === undefined) return 2;
  if (selection.kind === 'list') {
    streams.out(listText(scenarios));
    return 0;
  }
  let code = 0;
  for (const scenario of selection.scenarios) if (!(await runOne(scenario, root, streams))) code = 1;
  return code;
}

function selected(
  parameters: readonly string[],
  scenarios: readonly Scenario[],
  { err }: Streams,
): Selection | undefined {
  try {
    return select(parameters, scenarios);
  } catch (error) {
    if (!isPlimsollError(error)) throw error;
    err(`${error.message} (${error.code}). ${error.hint}\n${listText(scenarios)}`);
    return undefined;
  }
}

async function runOne(scenario: Scenario, root: string, { out, err }: Streams): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-bench-'));
  await chmod(folder, 0o711); // an embedded Postgres of another user goes through it
  const progress = (sentence: string): void => err(`${scenario.name}: ${sentence}\n`);
  try {
    const before = load();
    const measured = await scenario.run({ root, folder, progress });
    const machine = { cores: availableParallelism(), loadBefore: before, loadAfter: load() };
    out(`${figureLine({ ...figureOf(measured), machine })}\n`);
    return true;
  } catch (error) {
    progress(isPlimsollError(error) ? `${error.message} (${error.code}). ${error.hint}` : stackOf(error));
    return false;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const stackOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);

/** Processes that want to run, averaged over a minute; above the number of cores the figures are those of a busy machine. */
const load = (): number => rounded(loadavg()[0] ?? 0);
