import type { Judgement } from '@plimsoll/model';
import { parseExpression, type Expression, type Truth } from '../../settings/expression.js';
import { holds as configHolds, parseConfigTerm, termText as configText } from '../config/config-term.js';
import type { ConfigTerm, ConfigView } from '../config/config-term.js';

/** One condition on a command line, or on the configuration that gives a parameter its default. */
export type CmdlineTerm =
  | { readonly test: 'equals'; readonly name: string; readonly value: string }
  /** Not there at all, by this name or another of the kernel's for it. */
  | { readonly test: 'absent'; readonly name: string }
  | { readonly test: 'present'; readonly name: string }
  /** There, with a value that is none of these. */
  | { readonly test: 'differs'; readonly name: string; readonly values: readonly string[] }
  | { readonly test: 'contains'; readonly name: string; readonly part: string }
  /** There, with each of these letters before the first comma; the bare word has them all. */
  | { readonly test: 'letters'; readonly name: string; readonly letters: string }
  | { readonly test: 'least'; readonly name: string; readonly least: number }
  | { readonly test: 'config'; readonly term: ConfigTerm };

export type CmdlineRule = Expression<CmdlineTerm>;

const CONFIG = 'kconfig:';

function parseTerm(text: string): CmdlineTerm {
  if (text.startsWith(CONFIG)) return { test: 'config', term: parseConfigTerm(text.slice(CONFIG.length)) };
  const equals = text.search(/=|>=|~=/);
  const name = text.slice(0, equals);
  if (text.startsWith('>=', equals)) return { test: 'least', name, least: Number(text.slice(equals + 2)) };
  if (text.startsWith('~=', equals)) return { test: 'letters', name, letters: text.slice(equals + 2) };
  const value = text.slice(equals + 1);
  if (value === 'is not set') return { test: 'absent', name };
  if (value === 'is present') return { test: 'present', name };
  const [, but] = /^is not (.+)$/.exec(value) ?? [];
  if (but !== undefined) return { test: 'differs', name, values: but.split('|') };
  const part = /^\*(.+)\*$/.exec(value)?.[1];
  return part === undefined ? { test: 'equals', name, value } : { test: 'contains', name, part };
}

/** Reads a rule such as `any(init_on_alloc=1; all(kconfig:INIT_ON_ALLOC_DEFAULT_ON=y; init_on_alloc=is not set))`. */
export const parseCmdlineRule = (text: string): CmdlineRule => parseExpression(text, parseTerm);

/** A term in words, for the evidence. */
export function termText(term: CmdlineTerm): string {
  switch (term.test) {
    case 'equals':
      return `${term.name}=${term.value}`;
    case 'absent':
      return `no ${term.name}`;
    case 'present':
      return term.name;
    case 'differs':
      return `${term.name} other than ${term.values.join(', ')}`;
    case 'contains':
      return `${term.name} with ${term.part}`;
    case 'letters':
      return `${term.name} with ${[...term.letters].join(' and ')}`;
    case 'least':
      return `${term.name} >= ${term.least}`;
    case 'config':
      return configText(term.term);
  }
}

/** A parameter as a command line has it; '' is a bare word, undefined that it is not there. */
export type Parameter = { readonly value: string | undefined } | { readonly unknown: Judgement };

export interface CmdlineView {
  readonly parameter: (name: string) => Parameter;
  readonly config: ConfigView;
}

/** What kstrtobool() takes for the two values; parameters that it does not read have neither as their wanted value. */
const YES = /^(?:[yYtT1].*|[oO][nN])$/s;
const NO = /^(?:[nNfF0].*|[oO][fF].*)$/s;
/** Parameters of modules are on as bare words. */
const ON_WHEN_BARE: ReadonlySet<string> = new Set(['module.sig_enforce', 'page_alloc.shuffle']);

function isEqual(name: string, value: string, wanted: string): boolean {
  if (value === wanted) return true;
  if (wanted === '1') return YES.test(value) || (value === '' && ON_WHEN_BARE.has(name));
  return wanted === '0' && NO.test(value);
}

/** Zeroes in front of commas name the slabs; the bare word and an empty list mean every check. */
const hasLetters = (value: string, letters: string): boolean => {
  const [options = ''] = value.split(',');
  return options === '' || [...letters].every((letter) => options.toUpperCase().includes(letter));
};

const isLeast = (value: string, least: number): boolean => /^\d{1,15}$/.test(value) && Number(value) >= least;

/** Whether a term holds. */
export function holds(term: CmdlineTerm, view: CmdlineView): Truth {
  if (term.test === 'config') return configHolds(term.term, view.config);
  const found = view.parameter(term.name);
  if ('unknown' in found) return found.unknown;
  const { value } = found;
  if (term.test === 'absent') return value === undefined;
  if (value === undefined) return false;
  switch (term.test) {
    case 'present':
      return true;
    case 'equals':
      return isEqual(term.name, value, term.value);
    case 'differs':
      return !term.values.includes(value);
    case 'contains':
      return value.split(',').includes(term.part);
    case 'letters':
      return hasLetters(value, term.letters);
    case 'least':
      return isLeast(value, term.least);
  }
}
