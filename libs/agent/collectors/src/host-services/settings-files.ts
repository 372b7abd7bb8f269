import type { Setting } from '@plimsoll/model';
import { explained } from '../host-collector/proven-absence.js';
import { settingOf, type SettingReader } from '../host-collector/setting-reader.js';

const MAX_BYTES = 128 * 1024;
const MOST_FILES = 64;

/** The text of a file, or why there is none. */
export async function textAt(reader: SettingReader, path: string): Promise<Setting> {
  const outcome = await reader.outcome(path, { maxBytes: MAX_BYTES });
  return settingOf(await explained(reader, path, outcome));
}

/** `present`, or why nothing is known to be at the path. */
export async function presenceOf(reader: SettingReader, path: string): Promise<Setting> {
  const stat = await explained(reader, path, await reader.host.stat(path));
  if (stat.outcome === 'read') return 'present';
  return stat.outcome === 'absent'
    ? { absent: stat.detail }
    : { unreadable: stat.reason, detail: stat.detail };
}

/** Texts of the files of some names, and those of a suffix in some folders, in the order given. */
export async function textsOf(
  reader: SettingReader,
  paths: readonly string[],
  folders: readonly string[],
  suffix: string,
): Promise<{ readonly texts: readonly string[]; readonly problem: Exclude<Setting, string> | undefined }> {
  const found: string[] = [...paths];
  let problem: Exclude<Setting, string> | undefined;
  for (const folder of folders) {
    const listed = await explained(reader, folder, await reader.host.list(folder));
    if (listed.outcome === 'unreadable') problem ??= { unreadable: listed.reason, detail: listed.detail };
    if (listed.outcome === 'read')
      found.push(...listed.value.filter((name) => name.endsWith(suffix)).map((name) => `${folder}/${name}`));
  }
  const read = await Promise.all(found.slice(0, MOST_FILES).map((path) => textAt(reader, path)));
  const closed = read.find((text) => typeof text === 'object' && 'unreadable' in text);
  if (typeof closed === 'object') problem ??= closed;
  if (found.length > MOST_FILES) problem ??= { unreadable: 'too-large', detail: 'too many files' };
  return { texts: read.filter((text) => typeof text === 'string'), problem };
}

/** The last value of `key = value` lines, of any blanks; comments and sections do not count. */
export function lastValue(texts: readonly string[], key: string): string | undefined {
  const pattern = new RegExp(`^\\s*${key}\\s*=\\s*(.*?)\\s*$`, 'gim');
  return texts.flatMap((text) => [...text.matchAll(pattern)].map((match) => match[1] ?? '')).at(-1);
}
