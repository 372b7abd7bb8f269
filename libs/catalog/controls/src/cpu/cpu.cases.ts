import type { ControlCase } from '@plimsoll/engine';
import { factCases } from '../settings/fact.cases.js';
import { ABSENT, hostCase, NO_PERMISSION, type Settings } from '../settings/host-case.js';
import { CPU_FLAGS } from './cpu-flags.table.js';
import { CPU_SOURCE, LISTING, SMT_ACTIVE, SMT_CONTROL, vulnerabilityPath } from './cpu-paths.js';
import { SMT_FILES } from './multithreading.js';
import { VULNERABILITIES } from './vulnerabilities.table.js';
import type { VulnerabilityRow } from './vulnerability-row.js';

const X86: Settings = { 'kernel.arch': 'x86_64', 'kernel.osrelease': '9.9.0' };
const UNREADABLE = { verdict: 'unknown', reason: 'unreadable' } as const;

const cpuCase = (title: string, settings: Settings, expect: ControlCase['expect']): ControlCase =>
  hostCase(CPU_SOURCE, title, { ...X86, ...settings }, expect);

function vulnerabilityCases(row: VulnerabilityRow): readonly ControlCase[] {
  const path = vulnerabilityPath(row.file);
  const said = (text: string, verdict: 'pass' | 'fail'): ControlCase =>
    cpuCase(`the kernel says "${text}"`, { [path]: text }, { verdict, evidence: [{ path, value: text }] });
  const own = row.families.includes('x86') ? 'x86_64' : 'riscv64';
  const foreign = row.families.includes('riscv') ? 'x86_64' : 'riscv64';
  return [
    said('Not affected', 'pass'),
    ...row.mitigated.map((text) => said(text, 'pass')),
    ...row.open.map((text) => said(text, 'fail')),
    ...[...(row.unclear ?? []), 'Perhaps', ''].map((text) =>
      cpuCase(`the kernel says "${text}"`, { [path]: text }, UNREADABLE),
    ),
    cpuCase('it could not be read', { [path]: NO_PERMISSION }, UNREADABLE),
    cpuCase('the source says nothing of it', {}, { verdict: 'unknown', reason: 'not-collected' }),
    cpuCase(
      'the kernel is older than the file',
      { [path]: ABSENT, 'kernel.arch': own, 'kernel.osrelease': '3.10.0' },
      UNREADABLE,
    ),
    cpuCase('the file is not there', { [path]: ABSENT, 'kernel.arch': own }, UNREADABLE),
    cpuCase(
      'a processor of another family',
      { [path]: ABSENT, 'kernel.arch': foreign },
      { verdict: 'not-applicable' },
    ),
    cpuCase('a processor of an unknown family', { [path]: ABSENT, 'kernel.arch': ABSENT }, UNREADABLE),
  ];
}

const STIBP =
  'Mitigation: Retpolines; STIBP: disabled; RSB filling; PBRSB-eIBRS: Not affected; BHI: Not affected';
const spectre = (title: string, smt: Settings, expect: ControlCase['expect']): ControlCase =>
  cpuCase(title, { [vulnerabilityPath('spectre_v2')]: STIBP, ...smt }, expect);

const SPECTRE_V2: readonly ControlCase[] = [
  spectre('STIBP is off and no threads share a core', { [SMT_ACTIVE]: '0' }, { verdict: 'pass' }),
  spectre('STIBP is off and threads share a core', { [SMT_ACTIVE]: '1' }, { verdict: 'fail' }),
  spectre('STIBP is off and nobody knows of threads', { [SMT_ACTIVE]: ABSENT }, UNREADABLE),
  spectre('STIBP is off and nothing is said of threads', {}, { verdict: 'unknown', reason: 'not-collected' }),
];

const quiet: Settings = Object.fromEntries(
  SMT_FILES.map((file) => [vulnerabilityPath(file), 'Not affected']),
);
const mds = vulnerabilityPath('mds');
const crossing: Settings = { [mds]: 'Mitigation: Clear CPU buffers; SMT vulnerable' };

const SMT_ACTIVE_CASES: readonly ControlCase[] = [
  cpuCase('no threads share a core', { [SMT_ACTIVE]: '0' }, { verdict: 'pass' }),
  cpuCase('threads share a core and no flaw crosses', { [SMT_ACTIVE]: '1', ...quiet }, { verdict: 'pass' }),
  cpuCase(
    'a flaw crosses',
    { [SMT_ACTIVE]: '1', ...quiet, ...crossing },
    { verdict: 'fail', evidence: [{ path: SMT_ACTIVE, value: '1' }, { path: mds }] },
  ),
  cpuCase('one flaw is not known of', { [SMT_ACTIVE]: '1', ...quiet, [mds]: ABSENT }, UNREADABLE),
  cpuCase('another text', { [SMT_ACTIVE]: 'yes' }, UNREADABLE),
  cpuCase('an older kernel', { [SMT_ACTIVE]: ABSENT }, UNREADABLE),
  cpuCase('nothing is said of it', {}, { verdict: 'unknown', reason: 'not-collected' }),
];

const controlCase = (text: string, expect: ControlCase['expect']): ControlCase =>
  cpuCase(`the kernel says "${text}"`, { [SMT_CONTROL]: text }, expect);

const SMT_CONTROL_CASES: readonly ControlCase[] = [
  ...['off', 'forceoff', 'notsupported', 'notimplemented'].map((text) =>
    controlCase(text, { verdict: 'pass' }),
  ),
  ...['on', '4'].map((text) =>
    controlCase(text, { verdict: 'fail', evidence: [{ path: SMT_CONTROL, value: text }] }),
  ),
  controlCase('perhaps', UNREADABLE),
  cpuCase('an older kernel', { [SMT_CONTROL]: ABSENT }, UNREADABLE),
  cpuCase('nothing is said of it', {}, { verdict: 'unknown', reason: 'not-collected' }),
];

const fresh = vulnerabilityPath('fresh_flaw');
const UNLISTED_CASES: readonly ControlCase[] = [
  cpuCase('only known names', { [LISTING]: 'mds meltdown' }, { verdict: 'not-applicable' }),
  cpuCase(
    'a new one that is mitigated',
    { [LISTING]: 'fresh_flaw mds', [fresh]: 'Mitigation: Something' },
    { verdict: 'pass', evidence: [{ path: fresh }] },
  ),
  cpuCase(
    'a new one that is open',
    { [LISTING]: 'fresh_flaw', [fresh]: 'Vulnerable' },
    { verdict: 'fail', evidence: [{ path: fresh, value: 'Vulnerable' }] },
  ),
  cpuCase('a new one in new words', { [LISTING]: 'fresh_flaw', [fresh]: 'Partly' }, UNREADABLE),
  cpuCase(
    'a new one that was not read',
    { [LISTING]: 'fresh_flaw' },
    { verdict: 'unknown', reason: 'not-collected' },
  ),
  cpuCase('a kernel without the folder', { [LISTING]: ABSENT }, UNREADABLE),
];

/** The examples of every control of the processor, by id. */
export const cpuCases: Readonly<Record<string, readonly ControlCase[]>> = {
  ...Object.fromEntries(
    VULNERABILITIES.map((row) => [
      `cpu/${row.slug}`,
      [...vulnerabilityCases(row), ...(row.file === 'spectre_v2' ? SPECTRE_V2 : [])],
    ]),
  ),
  'cpu/smt-active': SMT_ACTIVE_CASES,
  'cpu/smt-control': SMT_CONTROL_CASES,
  'cpu/unlisted': UNLISTED_CASES,
  ...Object.fromEntries(CPU_FLAGS.map((row) => [row.id, factCases(row)])),
};
