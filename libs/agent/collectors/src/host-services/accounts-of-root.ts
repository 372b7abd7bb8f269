import type { Setting } from '@plimsoll/model';
import type { Settings } from '../host-collector/host-collector.js';
import type { SettingReader } from '../host-collector/setting-reader.js';

const MAX_BYTES = 1_048_576;
/** Programs that let nobody in, however they are written. */
const CLOSED = /(^|\/)(nologin|false|true|sync|halt|shutdown)$/;
/** Numbers of accounts that belong to services (login.defs(5)). */
const isService = (uid: number): boolean => uid > 0 && uid < 1000;

/** Whom the lists of accounts let be root, or log in, that should not. Names of people stay on the host. */
export async function accountSettings(reader: SettingReader): Promise<Settings> {
  const text = await reader.setting('/etc/passwd', { maxBytes: MAX_BYTES });
  const passwd: Setting =
    typeof text === 'string' && !/^[^:#\n]+:[^:\n]*:\d+:/m.test(text)
      ? { unreadable: 'invalid', detail: '/etc/passwd holds no account' }
      : text;
  const group = await reader.setting('/etc/group', { maxBytes: MAX_BYTES });
  const accounts = typeof passwd === 'string' ? passwd.split('\n').map((line) => line.split(':')) : [];
  const known = accounts.filter((fields) => fields.length >= 7 && /^\d+$/.test(fields[2] ?? ''));
  const count = (test: (fields: readonly string[]) => boolean): Setting =>
    typeof passwd === 'string' ? `${known.filter(test).length}` : passwd;
  const docker =
    typeof group === 'string' ? group.split('\n').find((line) => line.startsWith('docker:')) : undefined;
  const members = (docker?.split(':')[3] ?? '').split(',').filter((name) => name !== '');
  return {
    'accounts.uid-0': count(([name, , uid]) => Number(uid) === 0 && name !== 'root'),
    'accounts.service-shells': count(
      (fields) => isService(Number(fields[2])) && !CLOSED.test(fields[6]?.trim() || '/bin/sh'),
    ),
    'accounts.password-in-passwd': count(([, password]) => password === ''),
    'group.docker.members':
      typeof group !== 'string'
        ? group
        : docker === undefined
          ? { absent: 'no group docker' }
          : `${members.length}`,
  };
}
