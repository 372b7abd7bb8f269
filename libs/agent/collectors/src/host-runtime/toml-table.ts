import { parse } from 'smol-toml';
import type { Setting } from '@plimsoll/model';
import type { SettingReader } from '../host-collector/setting-reader.js';
import { textAt } from '../host-services/settings-files.js';

/** A table of TOML or an object of JSON. */
export type Table = { readonly [key: string]: unknown };

export const isTable = (value: unknown): value is Table =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

/** What is at the end of a path of own keys. */
export function at(table: unknown, ...path: readonly string[]): unknown {
  let found = table;
  for (const key of path) found = isTable(found) && Object.hasOwn(found, key) ? found[key] : undefined;
  return found;
}

/** A file's table, or why there is none. A malformed file is `invalid`, and no word of it is repeated. */
export async function tableAt(
  reader: SettingReader,
  path: string,
  format: 'toml' | 'json',
): Promise<{ readonly table: Table } | Exclude<Setting, string>> {
  const text = await textAt(reader, path);
  if (typeof text !== 'string') return text;
  try {
    const table: unknown = format === 'toml' ? parse(text) : JSON.parse(text);
    return isTable(table) ? { table } : { unreadable: 'invalid', detail: `${path} holds no table` };
  } catch {
    return { unreadable: 'invalid', detail: `${path} is malformed` };
  }
}

const isEmpty = (value: unknown): boolean =>
  value === false ||
  value === '' ||
  value === 0 ||
  value === undefined ||
  (Array.isArray(value) && value.length === 0);

/** How lists of two files become one. */
export type Lists = 'replace' | 'append';

/** What a later file says of something that an earlier one said. */
export interface Merging {
  readonly lists: Lists;
  /** Whether false, 0 and '' say something: in containerd they do not. */
  readonly emptyCounts: boolean;
}

function mergedValue(earlier: unknown, later: unknown, how: Merging): unknown {
  if (isTable(earlier) && isTable(later)) return merged(earlier, later, how);
  if (Array.isArray(earlier) && Array.isArray(later) && how.lists === 'append') {
    const known = new Set(earlier.map((item) => JSON.stringify(item)));
    return [...earlier, ...later.filter((item) => !known.has(JSON.stringify(item)))];
  }
  return !how.emptyCounts && isEmpty(later) ? earlier : later;
}

/** The tables of two files as one; the later wins. */
export function merged(earlier: Table, later: Table, how: Merging): Table {
  const result = new Map(Object.entries(earlier));
  for (const [key, value] of Object.entries(later))
    result.set(key, result.has(key) ? mergedValue(result.get(key), value, how) : value);
  return Object.fromEntries(result);
}

const MOST_ITEMS = 64;

/** A value as the file has it: a word, or the items of a list divided by commas; undefined for what is no such value. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean' || typeof value === 'number' || typeof value === 'bigint') return `${value}`;
  if (!Array.isArray(value)) return undefined;
  return value
    .slice(0, MOST_ITEMS)
    .map((item) => textOf(item) ?? '?')
    .join(',');
}

/** A value of a table as a setting; absent means that the program's own default counts. */
export function settingAt(table: unknown, ...path: readonly string[]): Setting {
  const value = at(table, ...path);
  if (value === undefined) return { absent: 'not set' };
  return textOf(value) ?? { unreadable: 'invalid', detail: `${path.at(-1) ?? ''} is no simple value` };
}

/** One key of every table in a table: `runc=true kata=`, where the second says nothing of it; absent where none does. */
export function eachOf(tables: unknown, ...path: readonly string[]): Setting {
  if (!isTable(tables)) return { absent: 'not set' };
  const said = Object.entries(tables).map(([name, table]) => [name, textOf(at(table, ...path))] as const);
  return said.every(([, text]) => text === undefined)
    ? { absent: 'not set' }
    : said.map(([name, text = '']) => `${name}=${text}`).join(' ');
}
