import type { Setting } from '@plimsoll/model';
import type { MountLine } from '../host-collector/mount-line.js';
import { settingOf, type SettingReader } from '../host-collector/setting-reader.js';

const DEEPEST = 4;
const MOST_DEVICES = 64;

/** What device mapper calls a device by: `CRYPT-LUKS2`, `CRYPT-VERITY`, `LVM`; the identity behind it stays here. */
const kindOf = (uuid: string): string => /^(CRYPT-[A-Z0-9]+|[A-Za-z]+)/.exec(uuid)?.[1] ?? '';

async function uuidAt(reader: SettingReader, device: string): Promise<Setting> {
  return reader.setting(`${device}/dm/uuid`);
}

/** Whether a device or one that it lies on is encrypted: its kind, `plain`, or why that is not known. */
async function encryptionOf(reader: SettingReader, device: string, depth: number): Promise<Setting> {
  const uuid = await uuidAt(reader, device);
  if (typeof uuid === 'object' && 'unreadable' in uuid) return uuid;
  const kind = typeof uuid === 'string' ? kindOf(uuid.trim()) : '';
  if (/^CRYPT-(LUKS|PLAIN)/.test(kind)) return kind;
  const slaves = await reader.explainAbsence(`${device}/slaves`, await reader.host.list(`${device}/slaves`));
  if (slaves.outcome === 'unreadable') return { unreadable: slaves.reason, detail: slaves.detail };
  if (slaves.outcome === 'absent' || depth === DEEPEST) return 'plain';
  const below: Setting[] = [];
  for (const name of slaves.value)
    below.push(await encryptionOf(reader, `/sys/class/block/${name}`, depth + 1));
  return below.find((one) => one === 'plain') ?? below[0] ?? 'plain';
}

/** Whether what is mounted there lies on an encrypted disk. */
export async function encryptionOfMount(
  reader: SettingReader,
  mount: MountLine | undefined,
): Promise<Setting> {
  if (mount === undefined) return { absent: 'nothing is mounted there' };
  if (mount.device.startsWith('0:'))
    return { unreadable: 'invalid', detail: `${mount.type} tells no disk that it lies on` };
  const device = `/sys/dev/block/${mount.device}`;
  const stat = await reader.explainAbsence(device, await reader.host.stat(device));
  if (stat.outcome !== 'read')
    return stat.outcome === 'absent'
      ? { unreadable: 'invalid', detail: stat.detail }
      : { unreadable: stat.reason, detail: stat.detail };
  return encryptionOf(reader, device, 0);
}

/** Devices of device mapper that check what is read from them, `none` where there proves to be no such device. */
export async function verityDevices(reader: SettingReader): Promise<Setting> {
  const listed = await reader.explainAbsence('/sys/block', await reader.host.list('/sys/block'));
  if (listed.outcome !== 'read') return settingOf(listed);
  const names = listed.value.filter((name) => name.startsWith('dm-')).slice(0, MOST_DEVICES);
  const kinds = await Promise.all(names.map((name) => uuidAt(reader, `/sys/block/${name}`)));
  const closed = kinds.find((kind) => typeof kind === 'object' && 'unreadable' in kind);
  const found = names.filter((_name, index) => {
    const uuid = kinds[index];
    return typeof uuid === 'string' && uuid.startsWith('CRYPT-VERITY');
  });
  if (found.length > 0) return found.map((name) => `${name} CRYPT-VERITY`).join(', ');
  return closed ?? { absent: 'no device of device mapper has a uuid of dm-verity' };
}
