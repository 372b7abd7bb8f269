import type { SubjectView } from '@plimsoll/engine';
import type { FactBody, Judgement } from '@plimsoll/model';
import { readingOf, unreadable } from '../../settings/reading.js';
import type { ConfigView, Option, Version } from './config-term.js';

export const KCONFIG = 'host/kconfig';
const OPTIONS = 'config.options';
const VERSION = 'config.version';

/** Bodies are counted once, however many controls look at them. */
const counted = new WeakMap<FactBody, number>();

function optionsIn(body: FactBody): number {
  const known = counted.get(body);
  if (known !== undefined) return known;
  let count = 0;
  if (body.shape === 'settings') for (const key in body.settings) if (key.startsWith('CONFIG_')) count++;
  counted.set(body, count);
  return count;
}

/** Why what is not found in the configuration may have been lost; undefined when it is whole, and then it is not set. */
function lossOf(view: SubjectView): Judgement | undefined {
  const said = readingOf(view, KCONFIG, OPTIONS);
  if (said.kind === 'unknown') return said.judgement;
  if (said.kind === 'absent') return unreadable(`no configuration of the kernel: ${said.detail}`);
  const body = view.fact(KCONFIG);
  if (body !== undefined && said.text === `${optionsIn(body)}`) return undefined;
  return unreadable(`the configuration should have ${said.text} options, and some are missing`);
}

function optionOf(view: SubjectView, key: string): Option {
  const setting = view.setting(KCONFIG, key);
  if (typeof setting === 'string')
    return setting === 'is not set' || setting === 'n'
      ? { kind: 'unset', mentioned: true }
      : { kind: 'set', text: setting };
  const judgement = setting === undefined ? lossOf(view) : undefined;
  if (judgement !== undefined) return { kind: 'unknown', judgement };
  const reading = setting === undefined ? undefined : readingOf(view, KCONFIG, key);
  return reading?.kind === 'unknown' ? reading : { kind: 'unset', mentioned: false };
}

/** The version of the kernel that was configured: `6.1.55`, or `6.1`. */
export function versionOf(view: SubjectView): Version | Judgement {
  const reading = readingOf(view, KCONFIG, VERSION);
  if (reading.kind === 'unknown') return lossOf(view) ?? reading.judgement;
  const match = reading.kind === 'text' ? /^(\d{1,4})\.(\d{1,4})(?:\.(\d{1,5}))?/.exec(reading.text) : null;
  if (match === null) return unreadable('the configuration does not tell the version of its kernel');
  return [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)];
}

/** Names of the tables for what `uname -m` says. */
const ARCHITECTURES: Readonly<Record<string, string>> = { i686: 'i386', aarch64: 'arm64' };

/** The architecture that was configured, by the tables' names. */
export function architectureOf(view: SubjectView): string | Judgement {
  const reading = readingOf(view, KCONFIG, 'config.architecture');
  if (reading.kind === 'text') return ARCHITECTURES[reading.text] ?? reading.text;
  if (reading.kind === 'unknown') return lossOf(view) ?? reading.judgement;
  return lossOf(view) ?? unreadable(`the architecture of the kernel: ${reading.detail}`);
}

/** The configuration of a subject as rules see it. */
export const configView = (view: SubjectView): ConfigView => ({
  option: (key) => optionOf(view, key),
  version: () => versionOf(view),
});
