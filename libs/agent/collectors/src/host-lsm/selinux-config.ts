import type { Setting } from '@plimsoll/model';
import type { Settings } from '../host-collector/host-collector.js';
import type { SettingReader } from '../host-collector/setting-reader.js';

const NAMES = ['SELINUX', 'SELINUXTYPE'];

/** As libselinux reads it: blanks around the name and after the value do not count, the last assignment does. */
export function parseSelinuxConfig(text: string): ReadonlyMap<string, string> {
  const lines = text.split('\n').map((line) => /^\s*(SELINUX|SELINUXTYPE)\s*=\s*(\S*)/.exec(line));
  return new Map(lines.flatMap((match) => (match?.[1] === undefined ? [] : [[match[1], match[2] ?? '']])));
}

/** What SELinux is to be after the next boot. */
export async function selinuxConfigSettings(reader: SettingReader): Promise<Settings> {
  const said = await reader.setting('/etc/selinux/config', { maxBytes: 65_536 });
  const values = typeof said === 'string' ? parseSelinuxConfig(said) : undefined;
  const settingFor = (name: string): Setting =>
    typeof said === 'string' ? (values?.get(name) ?? { absent: `no ${name} in /etc/selinux/config` }) : said;
  return Object.fromEntries(NAMES.map((name) => [`selinux.config.${name}`, settingFor(name)]));
}
