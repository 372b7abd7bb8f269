import type { Setting } from '@plimsoll/model';
import type { Settings } from '../host-collector/host-collector.js';
import type { SettingReader } from '../host-collector/setting-reader.js';
import { configurationText, namesIn, type Unread } from '../host-collector/yaml-file.js';

/** Strongest first: of a unit, and of a drop-in of one name, the first that is found counts. */
export const UNIT_FOLDERS = [
  '/etc/systemd/system',
  '/usr/local/lib/systemd/system',
  '/usr/lib/systemd/system',
];
const UNIT = 'kubelet.service';
const UNIT_KEY = 'kubelet.service';
const ADDRESS_KEY = 'kubelet.service IPAddressDeny';

/** The values of a directive through the texts of a unit and its drop-ins; an empty one forgets those before. */
export function directiveValues(texts: readonly string[], directive: string): readonly string[] {
  let values: string[] = [];
  for (const line of texts
    .join('\n')
    .replace(/\\\r?\n/g, ' ')
    .split('\n')) {
    const [, name, value = ''] = /^\s*([A-Za-z]+)\s*=(.*)$/.exec(line) ?? [];
    if (name !== directive) continue;
    const words = value.split(/\s+/).filter((word) => word !== '');
    values = words.length === 0 ? [] : [...values, ...words];
  }
  return values;
}

async function firstUnit(
  reader: SettingReader,
): Promise<{ readonly path: string; readonly text: string } | Unread> {
  for (const folder of UNIT_FOLDERS) {
    const path = `${folder}/${UNIT}`;
    const text = await configurationText(reader, path);
    if (typeof text === 'string') return { path, text };
    if ('unreadable' in text) return text;
  }
  return { absent: 'no unit of a kubelet' };
}

/** Drop-ins in the order of their names; of one name that of the strongest folder. */
async function dropIns(reader: SettingReader): Promise<readonly string[] | Unread> {
  const paths = new Map<string, string>();
  for (const folder of UNIT_FOLDERS) {
    const names = await namesIn(reader, `${folder}/${UNIT}.d`, /\.conf$/);
    if ('unreadable' in names) return names;
    if (!('absent' in names))
      for (const name of names) if (!paths.has(name)) paths.set(name, `${folder}/${UNIT}.d/${name}`);
  }
  const texts: string[] = [];
  for (const [, path] of [...paths].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const text: Setting = await configurationText(reader, path);
    if (typeof text === 'string') texts.push(text);
    else if ('unreadable' in text) return text;
  }
  return texts;
}

/** The addresses that systemd keeps the kubelet from. */
export async function kubeletUnit(reader: SettingReader): Promise<Settings> {
  const unit = await firstUnit(reader);
  if (!('path' in unit)) return { [UNIT_KEY]: unit, [ADDRESS_KEY]: unit };
  const more = await dropIns(reader);
  if ('unreadable' in more || 'absent' in more) return { [UNIT_KEY]: unit.path, [ADDRESS_KEY]: more };
  const values = directiveValues([unit.text, ...more], 'IPAddressDeny');
  return {
    [UNIT_KEY]: unit.path,
    [ADDRESS_KEY]: values.length === 0 ? { absent: `no IPAddressDeny in ${unit.path}` } : values.join(' '),
  };
}
