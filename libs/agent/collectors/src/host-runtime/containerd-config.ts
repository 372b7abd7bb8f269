import type { Setting } from '@plimsoll/model';
import { explained } from '../host-collector/proven-absence.js';
import type { SettingReader } from '../host-collector/setting-reader.js';
import { at, isTable, merged, tableAt, type Merging, type Table } from './toml-table.js';

const MOST_FILES = 32;
/** Version 4 came with 2.3; what is judged has the same places in it, and those of services have new ones too. */
const MOST_VERSION = 4;

/** Files of a configuration in the order in which containerd reads them. */
interface Loaded {
  readonly tables: readonly Table[];
  readonly problem?: Exclude<Setting, string>;
}

/** Paths are those of the file that imports, its folder before them where they are not absolute; `*` is a part of a name. */
async function importsOf(
  reader: SettingReader,
  path: string,
  table: Table,
): Promise<readonly string[] | Exclude<Setting, string>> {
  const patterns = at(table, 'imports');
  if (!Array.isArray(patterns)) return [];
  const found: string[] = [];
  for (const pattern of patterns) {
    if (typeof pattern !== 'string') return { unreadable: 'invalid', detail: 'an import is no path' };
    const full = pattern.startsWith('/') ? pattern : `${path.slice(0, path.lastIndexOf('/'))}/${pattern}`;
    const slash = full.lastIndexOf('/');
    const [folder, name] = [full.slice(0, slash), full.slice(slash + 1)];
    if (!/[*?[]/.test(full)) {
      found.push(full);
      continue;
    }
    if (/[*?[]/.test(folder) || /[?[]/.test(name))
      return { unreadable: 'invalid', detail: 'an import of a pattern that is not followed' };
    const listed = await explained(reader, folder, await reader.host.list(folder));
    if (listed.outcome === 'unreadable') return { unreadable: listed.reason, detail: listed.detail };
    if (listed.outcome === 'absent') continue;
    const wanted = new RegExp(`^${name.replaceAll(/[.+^${}()|\]\\]/g, '\\$&').replaceAll('*', '.*')}$`);
    found.push(...listed.value.filter((file) => wanted.test(file)).map((file) => `${folder}/${file}`));
  }
  return found;
}

/** The main file, then its imports, then theirs; each file once. */
async function load(reader: SettingReader, path: string): Promise<Loaded> {
  const tables: Table[] = [];
  const seen = new Set<string>();
  const pending = [path];
  for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
    if (seen.has(next)) continue;
    seen.add(next);
    if (seen.size > MOST_FILES)
      return { tables, problem: { unreadable: 'too-large', detail: 'too many imports' } };
    const file = await tableAt(reader, next, 'toml');
    if (!('table' in file))
      return next === path || 'unreadable' in file
        ? { tables, problem: file }
        : { tables, problem: { unreadable: 'invalid', detail: `${next} is imported and not there` } };
    tables.push(file.table);
    const imports = await importsOf(reader, next, file.table);
    if ('unreadable' in imports || 'absent' in imports) return { tables, problem: imports };
    pending.push(...imports);
  }
  return { tables };
}

/**
 * containerd 2: values are merged to the last. Whether false and '' of a later file say something depends on how deep
 * they are and on the release, so both are done.
 */
const mergedDeeply = (tables: readonly Table[], emptyCounts: boolean): Table =>
  tables.reduce((earlier, later) => merged(earlier, later, { lists: 'append', emptyCounts }), {});

/** containerd 1: the section of a plugin in a later file stands for the whole of it. */
function mergedBySection(tables: readonly Table[]): Table {
  const how: Merging = { lists: 'append', emptyCounts: false };
  return tables.reduce((earlier, later) => {
    const [before, after] = [at(earlier, 'plugins'), at(later, 'plugins')];
    const both = { ...(isTable(before) ? before : {}), ...(isTable(after) ? after : {}) };
    return { ...merged(earlier, later, how), plugins: both };
  }, {});
}

/**
 * The ways in which the running release may have put its files together; up to version 2 of the format releases before
 * 2.0 take it too.
 */
export type ContainerdConfig =
  { readonly ways: readonly Table[]; readonly version: string } | Exclude<Setting, string>;

export async function containerdConfig(reader: SettingReader, path: string): Promise<ContainerdConfig> {
  const { tables, problem } = await load(reader, path);
  if (problem !== undefined) return problem;
  const version = at(tables[0], 'version') ?? 1;
  if (typeof version !== 'number' || version < 2 || version > MOST_VERSION)
    return { unreadable: 'invalid', detail: 'a version of the configuration that is not known' };
  const deep = [mergedDeeply(tables, false), mergedDeeply(tables, true)];
  const ways = version === 2 ? [...deep, mergedBySection(tables)] : deep;
  return { ways, version: `${version}` };
}
