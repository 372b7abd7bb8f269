import { benchErrors } from './errors.js';
import type { Scenario } from './scenario.js';

/** What the command line asks for. */
export type Selection =
  { readonly kind: 'list' } | { readonly kind: 'run'; readonly scenarios: readonly Scenario[] };

/** @throws BENCH_UNKNOWN_SCENARIO for a name that is not there, and without any argument */
export function select(parameters: readonly string[], scenarios: readonly Scenario[]): Selection {
  if (parameters.includes('--list')) return { kind: 'list' };
  if (parameters.includes('--all')) return { kind: 'run', scenarios };
  if (parameters.length === 0) throw benchErrors.error('BENCH_UNKNOWN_SCENARIO', 'no scenario was named');
  const found = parameters.map((name) => {
    const scenario = scenarios.find((candidate) => candidate.name === name);
    if (scenario === undefined)
      throw benchErrors.error('BENCH_UNKNOWN_SCENARIO', `there is no scenario ${name}`);
    return scenario;
  });
  return { kind: 'run', scenarios: found };
}

export function listText(scenarios: readonly Scenario[]): string {
  const width = Math.max(...scenarios.map(({ name }) => name.length));
  return scenarios.map(({ name, meaning }) => `${name.padEnd(width)}  ${meaning}\n`).join('');
}
