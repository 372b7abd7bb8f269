import type { Setting } from '@plimsoll/model';
import type { Settings } from '../host-collector/host-collector.js';
import type { SettingReader } from '../host-collector/setting-reader.js';

/** The first processor's paragraph says all; a machine of 256 repeats it 256 times. */
const FIRST_PARAGRAPH = 8192;
/** Defences in hardware, and signs of what kind of machine it is. */
const FLAGS = [
  'nx',
  'smep',
  'smap',
  'umip',
  'user_shstk',
  'ibt',
  'hypervisor',
  'tdx_guest',
  'sev_snp',
  'sev',
  'sme',
  'paca',
  'pacg',
  'bti',
  'mte',
  'mte3',
  'atomics',
];

/** Names and values of the first processor; the first of several lines of a name counts. */
export function parseProcessor(text: string): ReadonlyMap<string, string> {
  const lines = new Map<string, string>();
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trim();
    if (colon > 0 && !lines.has(name)) lines.set(name, line.slice(colon + 1).trim());
  }
  return lines;
}

/** Flags are `flags` on x86 and `Features` on ARM; a flag that is not listed is absent. */
export async function processorSettings(reader: SettingReader): Promise<Settings> {
  const said = await reader.setting('/proc/cpuinfo', { maxBytes: FIRST_PARAGRAPH, whenLonger: 'cut' });
  const lines = typeof said === 'string' ? parseProcessor(said) : new Map<string, string>();
  const listed = lines.get('flags') ?? lines.get('Features');
  const flags = listed?.split(/\s+/) ?? [];
  const flag = (name: string): Setting => {
    if (typeof said !== 'string') return said;
    if (listed === undefined) return { unreadable: 'invalid', detail: '/proc/cpuinfo lists no flags' };
    return flags.includes(name) ? 'present' : { absent: `no ${name} in /proc/cpuinfo` };
  };
  const line = (name: string): Setting =>
    typeof said === 'string' ? (lines.get(name) ?? { absent: `no ${name} in /proc/cpuinfo` }) : said;
  return {
    'cpu.vendor': line(lines.has('CPU implementer') ? 'CPU implementer' : 'vendor_id'),
    'cpu.model': line('model name'),
    'cpu.microcode': line('microcode'),
    ...Object.fromEntries(FLAGS.map((name) => [`cpu.flags.${name}`, flag(name)])),
  };
}
