import type { Setting } from '../facts/fact.js';
import { flagsOf, type Component, type FlagKind } from './component-flags.js';

/** Stands where the value of a flag was that nobody needs to know, here and in whatever else is redacted. */
const HELD_BACK = '[redacted]';
/** More is no command line that anybody wrote. */
const MOST_FLAGS = 512;
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
/** What stands for bytes that were no text. */
const BROKEN = '\uFFFD';

const NOT_GIVEN: Setting = { absent: 'not among the flags' };

interface Given {
  readonly name: string;
  /** undefined for a bare flag. */
  readonly value: string | undefined;
}

/** Go's `flag` package, of which etcd makes use, knows one dash too and ends at the first word that is no flag. */
const SINGLE_DASH: ReadonlySet<Component> = new Set(['etcd', 'containerd', 'crio', 'k3s', 'rke2']);
const GO_FLAGS: ReadonlySet<Component> = new Set(['etcd']);

/**
 * The flags of a command line, without the program itself, as the component reads them: `--flag=value`, `--flag value`,
 * a bare switch, `_` the same as `-`, nothing after `--`. Keys are `--name`. Every flag of the component's table is
 * there, absent where it was not given; of flags outside the table only the name is told.
 */
export function parseFlags(component: Component, words: readonly string[]): Record<string, Setting> {
  const table = flagsOf(component);
  const settings: Record<string, Setting> = {};
  for (const name of Object.keys(table)) settings[`--${name}`] = NOT_GIVEN;
  let unknown = 0;
  for (const { name, value } of given(component, words)) {
    const kind = Object.hasOwn(table, name) ? table[name] : undefined;
    const key = `--${name}`;
    if (kind !== undefined) settings[key] = merged(kind, settings[key], value ?? 'true');
    else if (NAME.test(name) && unknown++ < MOST_FLAGS) settings[key] = HELD_BACK;
  }
  return settings;
}

function* given(component: Component, words: readonly string[]): Generator<Given> {
  const table = flagsOf(component);
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (word === '--') return;
    const flag = flagIn(component, word);
    if (flag === undefined) {
      if (GO_FLAGS.has(component) && !word.startsWith('-')) return;
      continue;
    }
    if (flag.value !== undefined || table[flag.name] === 'bool') {
      yield flag;
      continue;
    }
    const next = words[index + 1];
    // A flag of the table takes the next word whatever it is; of others it is a guess, which decides no value.
    const takes = next !== undefined && (Object.hasOwn(table, flag.name) || !next.startsWith('-'));
    if (takes) index++;
    yield { name: flag.name, value: takes ? next : undefined };
  }
}

function flagIn(component: Component, word: string): Given | undefined {
  const dashes = word.startsWith('--') ? 2 : word.startsWith('-') && SINGLE_DASH.has(component) ? 1 : 0;
  if (dashes === 0 || word.length === dashes) return undefined;
  const equals = word.indexOf('=');
  const name = word.slice(dashes, equals < 0 ? undefined : equals);
  const normal = GO_FLAGS.has(component) ? name : name.replaceAll('_', '-');
  return { name: normal, value: equals < 0 ? undefined : word.slice(equals + 1) };
}

/** How a repeated flag adds to what was given before. */
function merged(kind: FlagKind, before: Setting | undefined, value: string): Setting {
  if (value === HELD_BACK) return { unreadable: 'invalid', detail: 'the value was redacted' };
  if (value.includes(BROKEN)) return { unreadable: 'invalid', detail: 'the value is not UTF-8' };
  const earlier = typeof before === 'string' ? before : undefined;
  switch (kind) {
    case 'text':
      return value;
    case 'bool':
      return boolText(value);
    case 'list':
      return earlier === undefined || earlier === '' ? value : `${earlier},${value}`;
    case 'gates':
      return gatesText(earlier === undefined ? value : `${earlier},${value}`);
  }
}

const TRUE: ReadonlySet<string> = new Set(['1', 't', 'T', 'TRUE', 'true', 'True']);
const FALSE: ReadonlySet<string> = new Set(['0', 'f', 'F', 'FALSE', 'false', 'False']);

/** As Go's strconv.ParseBool; a component does not start with anything else. */
function boolText(value: string): Setting {
  if (TRUE.has(value)) return 'true';
  return FALSE.has(value) ? 'false' : { unreadable: 'invalid', detail: 'neither true nor false' };
}

/** Since Kubernetes 1.32 a gate may be written with its component, `kube:Name=true`. */
const OF_KUBERNETES = /^kube:/;

function gatesText(text: string): string {
  const gates = new Map<string, string>();
  for (const part of text.split(',')) {
    const [name = '', value = ''] = part.split('=').map((side) => side.trim());
    if (name !== '') gates.set(name.replace(OF_KUBERNETES, ''), value);
  }
  return [...gates].map(([name, value]) => `${name}=${value}`).join(',');
}
