import type { Setting } from '@plimsoll/model';
import { architectureOf, firstProcessor } from '../host-collector/architecture.js';
import type { HostCollector, Settings } from '../host-collector/host-collector.js';
import { SettingReader, settingOf, settingsOf } from '../host-collector/setting-reader.js';
import { KNOWN_VULNERABILITIES } from './known-vulnerabilities.js';

const CPU = '/sys/devices/system/cpu';
const FOLDER = `${CPU}/vulnerabilities`;
/** Facts, not verdicts: what the processor says of itself. */
const CPUINFO_LINES = { vendor_id: 'vendor', bugs: 'bugs', microcode: 'microcode' } as const;

async function cpuinfoSettings(reader: SettingReader): Promise<Settings> {
  const cpu = await firstProcessor(reader);
  const settingFor = (line: string): Setting =>
    cpu.lines === undefined
      ? cpu.missing
      : (cpu.lines.get(line) ?? { absent: `no ${line} line in /proc/cpuinfo` });
  const lines = Object.entries(CPUINFO_LINES).map(([line, key]) => [`cpuinfo.${key}`, settingFor(line)]);
  return Object.fromEntries(lines);
}

/** Files of flaws that nobody knew when this was written flow through: all that is listed is read. */
async function vulnerabilitySettings(reader: SettingReader): Promise<Settings> {
  const listed = await reader.explainAbsence(FOLDER, await reader.host.list(FOLDER));
  const names = listed.outcome === 'read' ? listed.value : [];
  const listing = settingOf(listed.outcome === 'read' ? { outcome: 'read', value: names.join(' ') } : listed);
  const paths = [...new Set([...names, ...KNOWN_VULNERABILITIES])].sort().map((name) => `${FOLDER}/${name}`);
  const settings = await settingsOf(paths, async (path) =>
    listed.outcome === 'unreadable' ? settingOf(listed) : reader.setting(path),
  );
  return { ...settings, 'cpu.vulnerabilities': listing };
}

/** What the kernel says of each processor vulnerability. */
export const hostCpuVulnerabilities: HostCollector = {
  source: 'host/cpu-vulnerabilities',
  everySeconds: 300,
  reads: [
    {
      path: `${FOLDER}/*`,
      why: "the kernel's own judgement of each flaw and its mitigation",
      privilege: 'any-uid',
    },
    {
      path: `${CPU}/smt/active`,
      why: 'some mitigations are partial while threads share a core',
      privilege: 'any-uid',
    },
    { path: `${CPU}/smt/control`, why: 'whether multithreading was switched off', privilege: 'any-uid' },
    {
      path: '/proc/cpuinfo',
      why: 'vendor, microcode and flaws of the first processor',
      privilege: 'any-uid',
    },
    { path: '/proc/sys/kernel/osrelease', why: 'which files this kernel has', privilege: 'any-uid' },
    { path: '/proc/sys/kernel/arch', why: 'which flaws concern this architecture', privilege: 'any-uid' },
  ],
  collect: async (host, signal) => {
    const reader = new SettingReader(host, signal);
    return {
      ...(await vulnerabilitySettings(reader)),
      ...(await settingsOf([`${CPU}/smt/active`, `${CPU}/smt/control`], (path) => reader.setting(path))),
      ...(await cpuinfoSettings(reader)),
      'kernel.osrelease': await reader.setting('/proc/sys/kernel/osrelease'),
      'kernel.arch': (await architectureOf(reader)).architecture,
    };
  },
};
