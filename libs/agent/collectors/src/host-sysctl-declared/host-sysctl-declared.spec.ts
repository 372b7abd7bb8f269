import { describe, expect, it } from 'vitest';
import { collected } from '../testing/collected.js';
import type { HostTree } from '../testing/plant-host.js';
import { SYSCTL_KEYS } from '../host-sysctl/sysctl-keys.js';
import { hostSysctlDeclared } from './host-sysctl-declared.collector.js';
import { patternMatches, sysctlLines } from './sysctl-file.js';

const declared = async (files: Readonly<Record<string, string>>, more: HostTree = {}) =>
  collected(hostSysctlDeclared, { files: { '/etc/hostname': 'n', ...files }, ...more });
const PTRACE = 'kernel.yama.ptrace_scope';
const SYSTEMD = { '/usr/lib/systemd/systemd-sysctl': '' };

describe('a file of sysctl.d', () => {
  it('has comments, blanks, dashes, names with dots or slashes, and patterns', () => {
    const text =
      '# a\n; b\n\n kernel.panic = 10 \n-net/ipv4/ip_forward=1\nnet.ipv4.conf.eth0/200.rp_filter=1\n-net.ipv4.conf.*.x\nnonsense\nkernel.core_pattern=|/bin/x %P=1\n';
    expect(sysctlLines(text)).toEqual([
      { pattern: 'kernel/panic', value: '10' },
      { pattern: 'net/ipv4/ip_forward', value: '1' },
      { pattern: 'net/ipv4/conf/eth0.200/rp_filter', value: '1' },
      { pattern: 'net/ipv4/conf/*/x', value: undefined },
      { pattern: 'kernel/core_pattern', value: '|/bin/x %P=1' },
    ]);
  });

  it('has patterns that do not cross a slash', () => {
    expect(patternMatches('net/ipv4/conf/*/rp_filter', 'net/ipv4/conf/all/rp_filter')).toBe(true);
    expect(patternMatches('net/*/rp_filter', 'net/ipv4/conf/all/rp_filter')).toBe(false);
    expect(patternMatches('kernel/pani[a-c]', 'kernel/panic')).toBe(true);
    expect(patternMatches('kernel/pani[!a-c]', 'kernel/panic')).toBe(false);
    expect(patternMatches('kernel/pani?', 'kernel/panic')).toBe(true);
    expect(patternMatches('kernel.panic', 'kernelxpanic')).toBe(false);
  });
});

describe('host/sysctl-declared', () => {
  it('takes the last file by name over all folders', async () => {
    const settings = await declared({
      '/usr/lib/sysctl.d/90-b.conf': `${PTRACE} = 2`,
      '/etc/sysctl.d/10-a.conf': `${PTRACE} = 1\nkernel.panic = 5`,
    });
    expect(settings).toMatchObject({
      [PTRACE]: '2',
      [`file:${PTRACE}`]: '/usr/lib/sysctl.d/90-b.conf',
      'kernel.panic': '5',
      'kernel.kptr_restrict': { absent: expect.any(String) },
      'declared.keys': `${SYSCTL_KEYS.length}`,
    });
  });

  it('hides a file behind one of its name in an earlier folder, and behind a link to nothing', async () => {
    const vendor = {
      '/usr/lib/sysctl.d/50-x.conf': `${PTRACE}=1`,
      '/usr/lib/sysctl.d/60-y.conf': 'kernel.panic=1',
    };
    const settings = await declared(
      { ...vendor, '/etc/sysctl.d/50-x.conf': '# nothing\n' },
      { links: { '/etc/sysctl.d/60-y.conf': '/dev/null' } },
    );
    expect(Object.values(settings).filter((setting) => typeof setting === 'string')).toHaveLength(1);
  });

  it('reads sysctl.conf last, or under systemd only by a link to it', async () => {
    const files = { '/etc/sysctl.conf': `${PTRACE}=3`, '/etc/sysctl.d/10-a.conf': `${PTRACE}=1` };
    expect((await declared(files))[PTRACE]).toBe('3');
    expect((await declared({ ...files, ...SYSTEMD }))[PTRACE]).toBe('1');
    const linked = await declared(
      { ...files, ...SYSTEMD },
      { links: { '/etc/sysctl.d/99-sysctl.conf': '../sysctl.conf' } },
    );
    expect(linked[PTRACE]).toBe('3');
  });

  it('lets a line of its own count over a pattern, and a dash leave it out', async () => {
    const key = 'net.ipv4.conf.all.rp_filter';
    expect((await declared({ '/etc/sysctl.d/a.conf': `${key}=1\nnet.ipv4.conf.*.rp_filter=2` }))[key]).toBe(
      '1',
    );
    expect((await declared({ '/etc/sysctl.d/a.conf': 'net.ipv4.conf.*.rp_filter=2' }))[key]).toBe('2');
    expect((await declared({ '/etc/sysctl.d/a.conf': `net.ipv4.conf.*.rp_filter=2\n-${key}` }))[key]).toEqual(
      {
        absent: expect.any(String),
      },
    );
  });

  it('does not know what a file that cannot be read declares', async () => {
    const settings = await declared(
      { '/etc/sysctl.d/90-z.conf': 'kernel.panic=10', '/etc/sysctl.d/10-a.conf': `${PTRACE}=1` },
      { binary: { '/etc/sysctl.d/50-m.conf': [0xff, 0xfe] } },
    );
    expect(settings).toMatchObject({ [PTRACE]: { unreadable: 'invalid' }, 'kernel.panic': '10' });
    expect(
      (await collected(hostSysctlDeclared, { files: { '/proc/sys/kernel/x': '' } }))[PTRACE],
    ).toMatchObject({
      unreadable: 'not-mounted',
    });
  });
});
