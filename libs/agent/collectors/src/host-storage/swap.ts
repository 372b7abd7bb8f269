import type { Setting } from '@plimsoll/model';
import type { SettingReader } from '../host-collector/setting-reader.js';

/** Devices behind which swap is safe: encrypted, or memory itself. */
async function kindOf(reader: SettingReader, name: string): Promise<string> {
  const device = /^\/dev\/(zram\d+|dm-\d+)$/.exec(name)?.[1];
  if (device === undefined) return 'plain';
  if (device.startsWith('zram')) return 'zram';
  const uuid = await reader.setting(`/sys/class/block/${device}/dm/uuid`);
  if (typeof uuid !== 'string') return 'unknown';
  return uuid.startsWith('CRYPT-') ? 'encrypted' : 'plain';
}

/** `none`, or each area as `<type> <kind>`, for instance `partition encrypted`; the names of devices stay here. */
export async function swapSettings(reader: SettingReader): Promise<Record<string, Setting>> {
  const said = await reader.setting('/proc/swaps', { maxBytes: 65_536 });
  if (typeof said !== 'string') return { swap: said };
  if (!said.startsWith('Filename'))
    return { swap: { unreadable: 'invalid', detail: '/proc/swaps is no table of swap' } };
  const lines = said
    .split('\n')
    .slice(1)
    .filter((line) => line.trim() !== '');
  const areas = await Promise.all(
    lines.map(async (line) => {
      const [name = '', type = ''] = line.trim().split(/\s+/);
      return `${type} ${await kindOf(reader, name)}`;
    }),
  );
  return { swap: areas.length === 0 ? 'none' : areas.sort().join(', ') };
}
