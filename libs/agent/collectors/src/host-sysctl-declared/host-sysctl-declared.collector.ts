import type { HostCollector, Settings } from '../host-collector/host-collector.js';
import { SettingReader } from '../host-collector/setting-reader.js';
import { SYSCTL_KEYS } from '../host-sysctl/sysctl-keys.js';
import { declaredSetting, type DeclaringFile } from './declared-settings.js';
import { sysctlLines } from './sysctl-file.js';

/** A file of an earlier folder hides those of its name in later ones (sysctl.d(5)). */
const FOLDERS = [
  '/etc/sysctl.d',
  '/run/sysctl.d',
  '/usr/local/lib/sysctl.d',
  '/usr/lib/sysctl.d',
  '/lib/sysctl.d',
];
/** Where systemd applies the files it does not read this one, which procps reads last; a link in /etc/sysctl.d may lead to it. */
const OLD_FILE = '/etc/sysctl.conf';
const SYSTEMD = ['/usr/lib/systemd/systemd-sysctl', '/lib/systemd/systemd-sysctl'];
const MAX_BYTES = 65_536;

/** Undefined for a file that is hidden by a link to nothing. */
async function fileAt(reader: SettingReader, path: string): Promise<DeclaringFile | undefined> {
  const link = await reader.host.readLink(path);
  if (link.outcome === 'read' && link.value === '/dev/null') return undefined;
  const text = await reader.outcome(path, { maxBytes: MAX_BYTES });
  if (text.outcome === 'read') return { path, lines: sysctlLines(text.value) };
  if (text.outcome === 'absent') return undefined;
  return { path, unreadable: { unreadable: text.reason, detail: text.detail } };
}

/** Files of all folders by their names, the folder that counts for each; a folder that cannot be listed stands last. */
async function pathsOf(
  reader: SettingReader,
): Promise<{ readonly paths: readonly string[]; readonly closed: readonly DeclaringFile[] }> {
  const byName = new Map<string, string>();
  const closed: DeclaringFile[] = [];
  for (const folder of FOLDERS) {
    const names = await reader.explainAbsence(folder, await reader.host.list(folder));
    if (names.outcome === 'unreadable')
      closed.push({ path: folder, unreadable: { unreadable: names.reason, detail: names.detail } });
    if (names.outcome !== 'read') continue;
    for (const name of names.value.filter((one) => one.endsWith('.conf')))
      if (!byName.has(name)) byName.set(name, `${folder}/${name}`);
  }
  const inOrder = [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, path]) => path);
  return { paths: inOrder, closed };
}

async function usesSystemd(reader: SettingReader): Promise<boolean> {
  for (const path of SYSTEMD) if ((await reader.host.stat(path)).outcome === 'read') return true;
  return false;
}

async function declaringFiles(reader: SettingReader): Promise<readonly DeclaringFile[]> {
  const { paths, closed } = await pathsOf(reader);
  const files: DeclaringFile[] = [];
  for (const path of (await usesSystemd(reader)) ? paths : [...paths, OLD_FILE]) {
    const file = await fileAt(reader, path);
    if (file !== undefined) files.push(file);
  }
  return [...files, ...closed];
}

/** Each key as the files declare it, `file:<key>` where; `declared.keys` is of how many something is said. */
function settingsOfFiles(files: readonly DeclaringFile[]): Settings {
  const settings: Record<string, Settings[string]> = {};
  for (const { key } of SYSCTL_KEYS) {
    const { setting, file } = declaredSetting(files, key);
    settings[key] = setting;
    if (typeof setting === 'string' && file !== undefined) settings[`file:${key}`] = file;
  }
  return { ...settings, 'declared.keys': `${SYSCTL_KEYS.length}` };
}

/** What the kernel settings will be after the next boot, as far as files say it. */
export const hostSysctlDeclared: HostCollector = {
  source: 'host/sysctl-declared',
  everySeconds: 600,
  reads: [
    ...FOLDERS.map((folder) => ({
      path: `${folder}/*.conf`,
      why: 'kernel settings as they are declared',
      privilege: 'any-uid' as const,
    })),
    { path: OLD_FILE, why: 'the same, on hosts without systemd', privilege: 'any-uid' },
    ...SYSTEMD.map((path) => ({
      path,
      why: 'its presence shows that systemd applies the files',
      privilege: 'any-uid' as const,
    })),
  ],
  collect: async (host, signal) => settingsOfFiles(await declaringFiles(new SettingReader(host, signal))),
};
