import type { Setting } from '@plimsoll/model';
import type { SettingReader } from './setting-reader.js';

/** The first processor's paragraph; a machine of 256 repeats it 256 times. */
const FIRST_PARAGRAPH = 8192;

/** `name : value` lines of the first processor, or why there are none. */
type FirstProcessor =
  { readonly lines: ReadonlyMap<string, string> } | { readonly lines: undefined; readonly missing: Setting };

/** What /proc/cpuinfo says of the first processor. */
export async function firstProcessor(reader: SettingReader): Promise<FirstProcessor> {
  const text = await reader.setting('/proc/cpuinfo', { maxBytes: FIRST_PARAGRAPH, whenLonger: 'cut' });
  return typeof text === 'string' ? { lines: linesOf(text) } : { lines: undefined, missing: text };
}

function linesOf(text: string): ReadonlyMap<string, string> {
  const lines = new Map<string, string>();
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trim();
    if (colon > 0 && !lines.has(name)) lines.set(name, line.slice(colon + 1).trim());
  }
  return lines;
}

const hasFlag = (cpu: ReadonlyMap<string, string>, flag: string): boolean =>
  (cpu.get('flags') ?? '').split(' ').includes(flag);

/** What the shape of /proc/cpuinfo shows of the architecture; undefined when it is none that is known here. */
function architectureOfProcessor(cpu: ReadonlyMap<string, string>): string | undefined {
  if (cpu.has('flags')) return hasFlag(cpu, 'lm') ? 'x86_64' : 'i686';
  if (cpu.has('CPU implementer')) return cpu.get('CPU architecture') === '8' ? 'aarch64' : 'arm';
  if (cpu.get('isa')?.startsWith('rv64')) return 'riscv64';
  if (cpu.get('vendor_id') === 'IBM/S390') return 's390x';
  return cpu.get('cpu')?.startsWith('POWER') ? 'ppc64' : undefined;
}

/**
 * The kernel's machine name as `uname -m` prints it, from /proc/sys/kernel/arch (Linux 6.1), else by the shape of
 * /proc/cpuinfo. Never the architecture that the reader was built for: the host may be a copy of another machine.
 */
export async function architectureOf(
  reader: SettingReader,
): Promise<{ readonly architecture: Setting; readonly source: string }> {
  const said = await reader.setting('/proc/sys/kernel/arch');
  if (typeof said === 'string') return { architecture: said, source: '/proc/sys/kernel/arch' };
  const cpu = await firstProcessor(reader);
  if (cpu.lines === undefined) return { architecture: said, source: 'none' };
  const architecture = architectureOfProcessor(cpu.lines) ?? {
    absent: 'neither /proc/sys/kernel/arch nor /proc/cpuinfo tells',
  };
  return { architecture, source: '/proc/cpuinfo' };
}
