import { flagsOf, type JsonValue, type Setting } from '@plimsoll/model';
import type { Settings } from '../host-collector/host-collector.js';
import type { SettingReader } from '../host-collector/setting-reader.js';
import { configurationFile, isUnread, member, type Unread } from '../host-collector/yaml-file.js';

/** Where a flag of etcd stands in its configuration file. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  '--cert-file': ['client-transport-security', 'cert-file'],
  '--key-file': ['client-transport-security', 'key-file'],
  '--client-cert-auth': ['client-transport-security', 'client-cert-auth'],
  '--trusted-ca-file': ['client-transport-security', 'trusted-ca-file'],
  '--auto-tls': ['client-transport-security', 'auto-tls'],
  '--peer-cert-file': ['peer-transport-security', 'cert-file'],
  '--peer-key-file': ['peer-transport-security', 'key-file'],
  '--peer-client-cert-auth': ['peer-transport-security', 'client-cert-auth'],
  '--peer-trusted-ca-file': ['peer-transport-security', 'trusted-ca-file'],
  '--peer-auto-tls': ['peer-transport-security', 'auto-tls'],
  '--data-dir': ['data-dir'],
  '--tls-min-version': ['tls-min-version'],
};

const KEYS = Object.keys(flagsOf('etcd')).map((name) => `--${name}`);

/** Flags without which nobody starts an etcd; where all of them are missing, its environment says what it does. */
const ADDRESSES = [
  '--data-dir',
  '--name',
  '--listen-client-urls',
  '--listen-peer-urls',
  '--advertise-client-urls',
];

const textOf = (value: JsonValue): Setting => {
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number') return `${value}`;
  return { unreadable: 'invalid', detail: 'no text' };
};

const all = (settings: Settings, otherwise: Unread): Settings => ({
  ...settings,
  ...Object.fromEntries(KEYS.filter((key) => key !== '--config-file').map((key) => [key, otherwise])),
});

/** What etcd's own configuration file says, by the flags that it stands for. */
export async function etcdFileSettings(reader: SettingReader, path: string): Promise<Settings> {
  const file = await configurationFile(reader, path);
  if (isUnread(file))
    return all(
      {},
      'absent' in file ? { unreadable: 'not-mounted', detail: `${path} is not on this host` } : file,
    );
  const settings: Record<string, Setting> = {};
  for (const key of KEYS) {
    const field = FIELDS[key];
    const value = field === undefined ? undefined : member(file.value, ...field);
    settings[key] = value === undefined || value === null ? { absent: `not in ${path}` } : textOf(value);
  }
  return { ...settings, '--config-file': path };
}

/**
 * What decides of etcd's settings: with `--config-file` the file alone, all other flags are ignored; else the flags. An
 * etcd without any address among its flags gets them from ETCD_* variables, which are never read.
 */
export async function etcdSettings(reader: SettingReader, settings: Settings): Promise<Settings> {
  if (typeof settings.process !== 'string') return settings;
  const path = settings['--config-file'];
  if (typeof path === 'string')
    return { process: settings.process, ...(await etcdFileSettings(reader, path)) };
  const isAddressed = ADDRESSES.some((key) => key in settings && isGiven(settings[key]));
  if (isAddressed) return settings;
  return all(settings, { unreadable: 'permission', detail: 'ETCD_* variables decide, which are never read' });
}

const isGiven = (setting: Setting | undefined): boolean =>
  setting !== undefined && (typeof setting === 'string' || 'unreadable' in setting);
