import type { Setting } from '@plimsoll/model';
import type { SettingReader } from '../host-collector/setting-reader.js';
import { namesIn } from '../host-collector/yaml-file.js';

/** What systemd starts by itself; its links are names here, wherever they lead. */
export const WANTS = ['multi-user.target.wants', 'sockets.target.wants'].map(
  (folder) => `/etc/systemd/system/${folder}`,
);
export const LOGINS_KEY = 'systemd ssh';

/** The units of sshd that systemd starts at boot, absent when there proves to be none. */
export async function enabledLogins(reader: SettingReader): Promise<Setting> {
  const found: string[] = [];
  for (const folder of WANTS) {
    const names = await namesIn(reader, folder, /^(?:sshd?|dropbear)\.(?:service|socket)$/);
    if ('unreadable' in names) return names;
    if (!('absent' in names)) found.push(...names);
  }
  return found.length === 0 ? { absent: `no unit of sshd in ${WANTS.join(' or ')}` } : found.join(',');
}
