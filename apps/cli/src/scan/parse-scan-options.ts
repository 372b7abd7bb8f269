import { CONTROLS, findControl } from '@plimsoll/controls';
import type { Control, Framework } from '@plimsoll/engine';
import { appliesTo, findFramework } from '@plimsoll/frameworks';
import { SEVERITIES } from '@plimsoll/model';
import { parseArgs } from 'node:util';
import { cliErrors } from '../errors.js';
import { FORMATS, LEAST_SEVERITY, SHOWN } from './scan-options.js';
import type { ScanOptions } from './scan-options.js';

/** The newest Kubernetes whose Pod Security policies are known. */
export const NEWEST_KUBERNETES = '1.37';

const OPTIONS = {
  host: { type: 'string' },
  facts: { type: 'string', multiple: true },
  framework: { type: 'string', multiple: true },
  control: { type: 'string', multiple: true },
  'kubernetes-version': { type: 'string' },
  complete: { type: 'boolean' },
  format: { type: 'string' },
  verdicts: { type: 'string' },
  'fail-on': { type: 'string' },
  'fail-on-unknown': { type: 'boolean' },
} as const;

/** @throws USAGE, CONTROL_UNKNOWN, FRAMEWORK_UNKNOWN with the nearest names */
export function parseScanOptions(args: readonly string[]): ScanOptions {
  const { values, positionals } = parse(args);
  const frameworks = [...new Set((values.framework ?? []).map(findFramework))];
  const named = (values.control ?? []).flatMap(findControl);
  const kubernetesVersion = versionOf(values['kubernetes-version'] ?? NEWEST_KUBERNETES);
  return {
    paths: positionals,
    host: values.host,
    facts: values.facts ?? [],
    frameworks,
    controls: chosen(named, frameworks, kubernetesVersion),
    kubernetesVersion,
    complete: values.complete ?? false,
    format: oneOf('--format', values.format ?? 'table', FORMATS),
    everything: oneOf('--verdicts', values.verdicts ?? 'fail', SHOWN) === 'all',
    failOn: oneOf('--fail-on', values['fail-on'] ?? LEAST_SEVERITY, SEVERITIES),
    failOnUnknown: values['fail-on-unknown'] ?? false,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw cliErrors.error('USAGE', message, { cause, hint: 'Run `plimsoll help scan`.' });
  }
}

/** What is named adds up; nothing named means everything. Requirements that the version does not know ask for nothing. */
function chosen(
  named: readonly Control[],
  frameworks: readonly Framework[],
  kubernetesVersion: string,
): readonly Control[] {
  if (named.length === 0 && frameworks.length === 0) return CONTROLS;
  const wanted = new Set<string>(named.map(({ id }) => id));
  const requirements = frameworks.flatMap((framework) => framework.requirements);
  for (const requirement of requirements.filter((one) => appliesTo(one, kubernetesVersion)))
    for (const { control } of requirement.controls) wanted.add(control);
  return CONTROLS.filter(({ id }) => wanted.has(id));
}

function versionOf(text: string): string {
  const [, version] = /^v?(\d{1,3}\.\d{1,4})(?:[.+-].*)?$/.exec(text) ?? [];
  if (version !== undefined) return version;
  throw cliErrors.error('USAGE', `--kubernetes-version is "${text}", wanted is a version such as 1.34`);
}

function oneOf<Choice extends string>(option: string, text: string, choices: readonly Choice[]): Choice {
  const found = choices.find((choice) => choice === text);
  if (found !== undefined) return found;
  throw cliErrors.error('USAGE', `${option} is "${text}", wanted is one of ${choices.join(', ')}`);
}
