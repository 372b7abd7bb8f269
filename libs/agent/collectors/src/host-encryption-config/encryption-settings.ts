import type { JsonValue, Setting } from '@plimsoll/model';
import { isMapping, member, parsedConfiguration } from '../host-collector/yaml-file.js';
import type { Settings } from '../host-collector/host-collector.js';

/** The key that says whether there is a configuration, and where. */
export const FILE = 'file';

const PROVIDERS: ReadonlySet<string> = new Set(['aescbc', 'aesgcm', 'secretbox', 'kms', 'identity']);
const RESOURCE = /^[A-Za-z0-9*][A-Za-z0-9.*_/-]{0,252}$/;
const MOST = 64;
const INVALID: Setting = { unreadable: 'invalid', detail: 'not of the documented form' };

const list = (value: JsonValue | undefined): readonly JsonValue[] =>
  Array.isArray(value) ? (value as readonly JsonValue[]) : [];

const resourcesOf = (entry: JsonValue): Setting => {
  const named = list(member(entry, 'resources'));
  const names = named.flatMap((name) => (typeof name === 'string' && RESOURCE.test(name) ? [name] : []));
  return names.length > 0 && names.length === named.length ? names.join(',') : INVALID;
};

/** A provider is a mapping with its name as the one key; nothing below that key is looked at. */
const providersOf = (entry: JsonValue): Setting => {
  const names = list(member(entry, 'providers')).map((provider) =>
    isMapping(provider) ? (Object.keys(provider)[0] ?? '') : '',
  );
  return names.length > 0 && names.every((name) => PROVIDERS.has(name)) ? names.join(',') : INVALID;
};

/** Names of resources and of their providers, in order. Nothing else of the file leaves this function. */
export function encryptionSettings(path: string, text: string): Settings {
  const file = parsedConfiguration(text, path);
  if (!('value' in file)) return { [FILE]: file };
  const { kind, apiVersion } = file.value;
  if (kind !== 'EncryptionConfiguration' || apiVersion !== 'apiserver.config.k8s.io/v1')
    return {
      [FILE]: { unreadable: 'invalid', detail: 'no EncryptionConfiguration of a version that is known' },
    };
  const entries = list(file.value.resources);
  if (entries.length === 0 || entries.length > MOST) return { [FILE]: INVALID };
  const settings: Record<string, Setting> = { [FILE]: path, resources: `${entries.length}` };
  for (const [index, entry] of entries.entries()) {
    settings[`resources[${index}].resources`] = resourcesOf(entry);
    settings[`resources[${index}].providers`] = providersOf(entry);
  }
  return settings;
}
