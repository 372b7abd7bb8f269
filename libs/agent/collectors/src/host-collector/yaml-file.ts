import type { JsonObject, JsonValue, Setting } from '@plimsoll/model';
import { readYamlDocument } from '@plimsoll/yaml';
import { explained } from './proven-absence.js';
import type { SettingReader } from './setting-reader.js';

/** Configuration of a component; a longer one is none that a component is started with. */
const MAX_BYTES = 256 * 1024;

export type Unread = Exclude<Setting, string>;

/** A configuration as its component would decode it, or why there is none. */
export type ConfigurationFile = { readonly value: JsonObject } | Unread;

export const isMapping = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An own member of a mapping; undefined of everything else. */
export const member = (value: JsonValue | undefined, ...path: readonly string[]): JsonValue | undefined => {
  let found = value;
  for (const key of path) found = isMapping(found) && Object.hasOwn(found, key) ? found[key] : undefined;
  return found;
};

export const isUnread = (file: object): file is Unread => 'absent' in file || 'unreadable' in file;

/** The text of a file of the host that is no setting but a whole configuration. */
export async function configurationText(reader: SettingReader, path: string): Promise<Setting> {
  if (!path.startsWith('/')) return { unreadable: 'invalid', detail: 'no absolute path' };
  const outcome = await explained(reader, path, await reader.outcome(path, { maxBytes: MAX_BYTES }));
  if (outcome.outcome === 'read') return outcome.value;
  if (outcome.outcome === 'absent') return { absent: outcome.detail };
  return { unreadable: outcome.reason, detail: outcome.detail };
}

/** A YAML or JSON file that holds one mapping. What it holds never becomes part of a message. */
export async function configurationFile(reader: SettingReader, path: string): Promise<ConfigurationFile> {
  const text = await configurationText(reader, path);
  return typeof text === 'string' ? parsedConfiguration(text, path) : text;
}

export function parsedConfiguration(text: string, path: string): ConfigurationFile {
  try {
    const value: JsonValue = readYamlDocument(text);
    return isMapping(value) ? { value } : { unreadable: 'invalid', detail: `${path} holds no mapping` };
  } catch {
    return { unreadable: 'invalid', detail: `${path} is no YAML` };
  }
}

/** The names in a folder that a pattern takes, in the order of their bytes, as programs read their drop-ins. */
export async function namesIn(
  reader: SettingReader,
  folder: string,
  pattern: RegExp,
): Promise<readonly string[] | Unread> {
  const outcome = await explained(reader, folder, await reader.host.list(folder));
  if (outcome.outcome === 'absent') return { absent: outcome.detail };
  if (outcome.outcome === 'unreadable') return { unreadable: outcome.reason, detail: outcome.detail };
  return outcome.value.filter((name) => pattern.test(name)).sort((a, b) => (a < b ? -1 : 1));
}
