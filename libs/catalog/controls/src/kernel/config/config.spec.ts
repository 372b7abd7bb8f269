import { judge } from '@plimsoll/engine';
import type { FactBody, Setting } from '@plimsoll/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PODS_CGROUP } from '../../settings/kubernetes-node.js';
import { kernelControls } from '../index.js';
import { configControl } from './config-control.js';
import { configRow } from './config-row.js';
import { CONFIG_ROWS } from './config.table.js';

type Settings = Readonly<Record<string, Setting>>;
const SUBJECT = { group: '', kind: 'Node', namespace: '', name: 'n' } as const;
const body = (settings: Settings): FactBody => ({ shape: 'settings', settings });

/** A whole configuration of Linux 6.6 for x86_64 with these options and no others. */
function config(options: Settings, more: Settings = {}): FactBody {
  return body({
    ...options,
    'config.options': `${Object.keys(options).length}`,
    'config.version': '6.6.30',
    'config.architecture': 'x86_64',
    ...more,
  });
}

function judged(slug: string, fact: FactBody, identity?: Settings) {
  const control = kernelControls.find(({ id }) => id === `kernel/config-${slug}`);
  if (control === undefined) throw new Error(`no control ${slug}`);
  const facts = { 'host/kconfig': fact, ...(identity && { 'host/identity': body(identity) }) };
  return judge(control, { subject: SUBJECT, facts });
}
const verdict = (slug: string, options: Settings, more: Settings = {}): string =>
  judged(slug, config(options, more)).verdict;

describe('an option', () => {
  it('has to have the value itself: built as a module is not built in', () => {
    expect(verdict('bug', { CONFIG_BUG: 'y' })).toBe('pass');
    expect(verdict('bug', { CONFIG_BUG: 'm' })).toBe('fail');
    expect(verdict('bug', {})).toBe('fail');
  });

  it('that should not be set may be missing, said to be unset, or n', () => {
    for (const options of [{}, { CONFIG_DEVMEM: 'is not set' }, { CONFIG_DEVMEM: 'n' }])
      expect(verdict('devmem', options)).toBe('pass');
    for (const value of ['y', 'm']) expect(verdict('devmem', { CONFIG_DEVMEM: value })).toBe('fail');
  });

  it('counts by an older or newer name too', () => {
    expect(verdict('cpu-mitigations', { CONFIG_SPECULATION_MITIGATIONS: 'y' })).toBe('pass');
    expect(verdict('strict-kernel-rwx', { CONFIG_DEBUG_RODATA: 'y' })).toBe('pass');
  });

  it('counts only with what it rests on', () => {
    expect(verdict('kfence-sample-interval', { CONFIG_KFENCE_SAMPLE_INTERVAL: '100' })).toBe('fail');
    const both = { CONFIG_KFENCE_SAMPLE_INTERVAL: '100', CONFIG_KFENCE: 'y' };
    expect(verdict('kfence-sample-interval', both)).toBe('pass');
  });

  it('may be settled by the version of the kernel', () => {
    expect(verdict('x86-smap', {})).toBe('pass');
    expect(verdict('x86-smap', {}, { 'config.version': '5.18.19' })).toBe('fail');
    expect(verdict('debug-credentials', {}, { 'config.version': '6.6.7' })).toBe('fail');
    expect(verdict('debug-credentials', {}, { 'config.version': '6.6.8' })).toBe('pass');
    const folded = { CONFIG_MICROCODE: 'y', CONFIG_CPU_SUP_INTEL: 'y' };
    expect(verdict('microcode-intel', folded)).toBe('pass');
    expect(verdict('microcode-intel', folded, { 'config.version': '6.5.13' })).toBe('fail');
  });

  it('may have to be known to the kernel, and unset', () => {
    expect(verdict('ldisc-autoload', { CONFIG_LDISC_AUTOLOAD: 'is not set' })).toBe('pass');
    expect(verdict('ldisc-autoload', {})).toBe('fail');
  });

  it('may have to be as large as it can be', () => {
    const bits = (value: string) => ({
      CONFIG_ARCH_MMAP_RND_BITS: value,
      CONFIG_ARCH_MMAP_RND_BITS_MAX: '32',
    });
    expect(verdict('arch-mmap-rnd-bits', bits('32'))).toBe('pass');
    expect(verdict('arch-mmap-rnd-bits', bits('28'))).toBe('fail');
  });

  it('may be a list of which one member counts', () => {
    const list = { CONFIG_LSM: '"landlock,yama,apparmor"' };
    expect(verdict('lsm-mandatory-access', list)).toBe('pass');
    expect(verdict('lsm-lockdown', list)).toBe('fail');
  });
});

describe('a kernel', () => {
  it('of another architecture, or from before the option, is not asked', () => {
    expect(verdict('arm64-bti', {})).toBe('not-applicable');
    const arm = { 'config.architecture': 'aarch64' };
    expect(verdict('default-mmap-min-addr', { CONFIG_DEFAULT_MMAP_MIN_ADDR: '65536' }, arm)).toBe('pass');
    const compat = { CONFIG_DEFAULT_MMAP_MIN_ADDR: '65536', CONFIG_COMPAT: 'y' };
    expect(verdict('default-mmap-min-addr', compat, arm)).toBe('fail');
    expect(verdict('default-mmap-min-addr', compat)).toBe('pass');
    expect(judged('init-on-alloc-default-on', config({}, { 'config.version': '4.19.1' }))).toEqual({
      verdict: 'not-applicable',
      reason: 'Linux 4.19 has no CONFIG_INIT_ON_ALLOC_DEFAULT_ON, which came with 5.3',
    });
  });

  it('is asked for an option that it says it has, whatever the tables know of its version', () => {
    const backported = { CONFIG_INIT_ON_ALLOC_DEFAULT_ON: 'is not set' };
    expect(verdict('init-on-alloc-default-on', backported, { 'config.version': '4.19.1' })).toBe('fail');
  });

  it('of a Kubernetes node does not have to do without what the node needs', () => {
    const bpf = config({ CONFIG_BPF_SYSCALL: 'y' });
    expect(judged('bpf-syscall', bpf).verdict).toBe('fail');
    expect(judged('bpf-syscall', bpf, { [PODS_CGROUP]: { absent: 'none' } }).verdict).toBe('fail');
    expect(judged('bpf-syscall', bpf, { [PODS_CGROUP]: '/sys/fs/cgroup/kubepods' }).verdict).toBe(
      'not-applicable',
    );
    expect(judged('bpf-syscall', bpf, {}).verdict).toBe('unknown');
  });
});

describe('what was lost', () => {
  it('is never taken for unset, and what is there is judged', () => {
    const cut = (options: Settings) => config(options, { 'config.options': { unreadable: 'invalid' } });
    expect(judged('devmem', cut({})).verdict).toBe('unknown');
    expect(judged('devmem', cut({ CONFIG_DEVMEM: 'y' })).verdict).toBe('fail');
    expect(judged('bug', cut({ CONFIG_BUG: 'y' })).verdict).toBe('pass');
    expect(judged('devmem', body({})).verdict).toBe('unknown');
  });

  it('is missed for every option of every rule: fewer options than were counted give no other verdict', () => {
    const keys = [...new Set(CONFIG_ROWS.flatMap((rows) => rows.map(({ key }) => key)))];
    const value = fc.constantFrom('y', 'm', 'is not set', '65536', '"yama"');
    const options = fc.dictionary(fc.constantFrom(...keys), value, { minKeys: 40, maxKeys: 200 });
    fc.assert(
      fc.property(options, fc.nat(199), (all, index) => {
        const gone = Object.keys(all)[index % Object.keys(all).length] ?? '';
        const { [gone]: _, ...left } = all;
        const count = { 'config.options': `${Object.keys(all).length}` };
        for (const { id } of kernelControls.filter((control) => control.id.startsWith('kernel/config-'))) {
          const slug = id.slice('kernel/config-'.length);
          const before = verdict(slug, all);
          expect([before, 'unknown']).toContain(verdict(slug, left, count));
        }
      }),
      { numRuns: 5 },
    );
  });
});

describe('the rows', () => {
  it('are all there, a control per option but for those that differ by architecture', () => {
    expect(CONFIG_ROWS.flat()).toHaveLength(325);
    expect(CONFIG_ROWS).toHaveLength(321);
    for (const rows of CONFIG_ROWS.filter(({ length }) => length > 1)) {
      const names = rows.flatMap(({ architectures = [] }) => architectures);
      expect(new Set(names).size).toBe(names.length);
    }
  });

  it('say in their remedies how an option is set', () => {
    const remedy = (...row: Parameters<typeof configRow>): string =>
      configControl([configRow(...row)]).remedy;
    expect(remedy('A', 'y', 'low', 'why', 'KSPP')).toContain('`scripts/config --enable A`');
    expect(remedy('A', 'is not set', 'low', 'why', 'KSPP')).toContain('`scripts/config --disable A`');
    expect(remedy('A', '"x"', 'low', 'why', 'KSPP')).toContain('`scripts/config --set-str A "x"`');
    expect(remedy('A', '176', 'low', 'why', 'KSPP')).toContain('`scripts/config --set-val A 176`');
  });
});
