import type { SettingReader } from '../host-collector/setting-reader.js';

/** A number's name: its account, the number itself where none has it, undefined where that cannot be known. */
export type NameOf = (id: number) => string | undefined;

export interface Accounts {
  readonly user: NameOf;
  readonly group: NameOf;
}

/** `name:password:number:...` lines of passwd(5) and group(5); the first of several names counts, as in the C library. */
export function parseAccounts(text: string): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  for (const line of text.split('\n')) {
    const [name, , number] = line.split(':');
    if (!name || name.startsWith('#') || number === undefined || !/^\d{1,10}$/.test(number)) continue;
    if (!names.has(Number(number))) names.set(Number(number), name);
  }
  return names;
}

async function namesIn(reader: SettingReader, path: string): Promise<NameOf> {
  const said = await reader.setting(path, { maxBytes: 1_048_576 });
  if (typeof said !== 'string') return () => undefined;
  const names = parseAccounts(said);
  return (id) => names.get(id) ?? `${id}`;
}

/** The host's own names, never those of the reader's system. */
export async function accountsOf(reader: SettingReader): Promise<Accounts> {
  return { user: await namesIn(reader, '/etc/passwd'), group: await namesIn(reader, '/etc/group') };
}
