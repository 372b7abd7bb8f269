import type { Judgement } from '@plimsoll/model';
import { parseExpression, type Expression, type Truth } from '../../settings/expression.js';

/** Three numbers, the kernel's own. */
export type Version = readonly [major: number, minor: number, patch: number];

/** One condition on a kernel's configuration. Keys are written with their `CONFIG_`. */
export type ConfigTerm =
  | { readonly test: 'equals'; readonly key: string; readonly value: string }
  /** Said to be not set, or not mentioned at all. */
  | { readonly test: 'unset'; readonly key: string }
  /** Mentioned, set or not: this kernel has such an option. */
  | { readonly test: 'mentioned'; readonly key: string }
  | { readonly test: 'contains'; readonly key: string; readonly part: string }
  /** As large as the option of the same name with `_MAX` says that it can be. */
  | { readonly test: 'largest'; readonly key: string }
  | { readonly test: 'version'; readonly least: Version };

export type ConfigRule = Expression<ConfigTerm>;

const VERSION = /^version>=(\d+)\.(\d+)\.(\d+)$/;

/** Reads one condition such as `DEVMEM=is not set`. */
export function parseConfigTerm(text: string): ConfigTerm {
  const version = VERSION.exec(text);
  if (version !== null)
    return { test: 'version', least: [Number(version[1]), Number(version[2]), Number(version[3])] };
  const equals = text.indexOf('=');
  const key = `CONFIG_${text.slice(0, equals)}`;
  const value = text.slice(equals + 1);
  if (value === 'is not set') return { test: 'unset', key };
  if (value === 'is present') return { test: 'mentioned', key };
  if (value === 'MAX') return { test: 'largest', key };
  const part = /^\*(.+)\*$/.exec(value)?.[1];
  return part === undefined ? { test: 'equals', key, value } : { test: 'contains', key, part };
}

/** Reads a rule such as `any(STRICT_DEVMEM=y; DEVMEM=is not set)`. */
export const parseConfigRule = (text: string): ConfigRule => parseExpression(text, parseConfigTerm);

export const maximumOf = (key: string): string => `${key}_MAX`;

/** A term in words, for the evidence. */
export function termText(term: ConfigTerm): string {
  switch (term.test) {
    case 'equals':
      return `${term.key}=${term.value}`;
    case 'unset':
      return `${term.key} is not set`;
    case 'mentioned':
      return `${term.key} is known to the kernel`;
    case 'contains':
      return `${term.key} with ${term.part}`;
    case 'largest':
      return `${term.key} as large as ${maximumOf(term.key)}`;
    case 'version':
      return `Linux ${term.least.join('.')} or newer`;
  }
}

/** An option as a configuration has it, or the verdict that follows from not knowing it. */
export type Option =
  | { readonly kind: 'set'; readonly text: string }
  | { readonly kind: 'unset'; readonly mentioned: boolean }
  | { readonly kind: 'unknown'; readonly judgement: Judgement };

/** What terms look at. */
export interface ConfigView {
  readonly option: (key: string) => Option;
  readonly version: () => Version | Judgement;
}

const isAtLeast = (version: Version, least: Version): boolean => {
  const at = version.findIndex((number, index) => number !== least[index]);
  return at < 0 || (version[at] ?? 0) > (least[at] ?? 0);
};

function tested(option: Option, test: (text: string) => Truth): Truth {
  if (option.kind === 'unknown') return option.judgement;
  return option.kind === 'set' && test(option.text);
}

/** Whether a term holds. */
export function holds(term: ConfigTerm, view: ConfigView): Truth {
  if (term.test === 'version') {
    const version = view.version();
    return 'verdict' in version ? version : isAtLeast(version, term.least);
  }
  const option = view.option(term.key);
  switch (term.test) {
    case 'equals':
      return tested(option, (text) => text === term.value);
    case 'contains':
      return tested(option, (text) => text.includes(term.part));
    case 'largest':
      return tested(option, (text) => tested(view.option(maximumOf(term.key)), (most) => text === most));
    case 'unset':
      return option.kind === 'unknown' ? option.judgement : option.kind === 'unset';
    case 'mentioned':
      return option.kind === 'unknown' ? option.judgement : option.kind === 'set' || option.mentioned;
  }
}
