import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collected } from '../testing/collected.js';
import { HOST_TREES } from '../testing/index.js';
import { cmdlineSettings } from './cmdline-settings.js';
import { hostCmdline } from './host-cmdline.collector.js';
import { parseCmdline } from './parse-cmdline.js';

const ORIGIN = { release: '6.12.0', architecture: 'x86_64' };
const settings = (text: string) => cmdlineSettings(text, ORIGIN);

describe('a command line is read as the kernel does', () => {
  it.each([
    ['quiet', [['quiet', undefined]]],
    [
      'a=1  b=\tc',
      [
        ['a', '1'],
        ['b', ''],
        ['c', undefined],
      ],
    ],
    [
      'dyndbg="file a.c +p; file b.c +p" x',
      [
        ['dyndbg', 'file a.c +p; file b.c +p'],
        ['x', undefined],
      ],
    ],
    [
      '"name=two words" x',
      [
        ['name', 'two words'],
        ['x', undefined],
      ],
    ],
    ['a=b"c d"e', [['a', 'b"c d"e']]],
    ['a="open until the end', [['a', 'open until the end']]],
    ['a=1=2', [['a', '1=2']]],
    ['=odd', [['=odd', undefined]]],
    ['a -- b=1 nokaslr', [['a', undefined]]],
    [
      '--x --=1 -- y',
      [
        ['--x', undefined],
        ['--', '1'],
      ],
    ],
    ['', []],
  ] as const)('%j', (text, expected) => {
    expect(parseCmdline(text).map(({ name, value }) => [name, value])).toEqual(expected);
  });

  it('without the key of an encrypted disk that the kernel is to make', () => {
    const told = (table: string) => settings(`dm-mod.create="${table}"`)['boot:dm_mod.create'];
    expect(told('c,,,rw, 0 9 crypt aes-xts-plain64 6c6f 0 /dev/sda 0')).toBe('[redacted]');
    expect(told('v,,,ro, 0 9 verity 1 /dev/sda1 /dev/sda2')).toContain('verity');
  });

  it('with the last of several, and dashes that are underscores in names alone', () => {
    expect(settings('mitigations=off page-alloc.shuffle=1 mitigations=auto,no-smt')).toEqual({
      'boot:mitigations': 'auto,no-smt',
      'boot:page_alloc.shuffle': '1',
      'cmdline.parameters': '2',
      'kernel.osrelease': '6.12.0',
      'kernel.arch': 'x86_64',
    });
  });
});

describe('what may be secret', () => {
  it('has no value, and words that are no names leave nothing', () => {
    const text =
      'root=UUID=1 rd.luks.key=/key:UUID=2 ip=10.0.0.1 https://user:pw@host/ks.cfg pti=on -- --token abc';
    expect(settings(text)).toMatchObject({
      'boot:root': '[redacted]',
      'boot:rd.luks.key': '[redacted]',
      'boot:ip': '[redacted]',
      'boot:pti': 'on',
      'cmdline.parameters': '4',
    });
    expect(JSON.stringify(settings(text))).not.toMatch(/UUID|10\.0|pw@|abc/);
  });

  it('stays, whatever the line holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (before, name) => {
        const found = settings(`${before.replaceAll('"', '')} x${name.replaceAll(/\W/g, '')}x=SECRET-VALUE`);
        expect(JSON.stringify(found)).not.toContain('SECRET-VALUE');
      }),
    );
  });
});

describe('host/cmdline', () => {
  it('reads what the kernel was booted with, and for which kernel', async () => {
    const found = await collected(hostCmdline, HOST_TREES['debian-12-microvm']);
    expect(found['kernel.osrelease']).toBe('6.18.44-fc-v669');
    const tree = {
      files: { '/proc/cmdline': 'quiet mitigations=off\n', '/proc/sys/kernel/osrelease': '6.1.0\n' },
    };
    expect(await collected(hostCmdline, tree)).toMatchObject({
      'boot:mitigations': 'off',
      'boot:quiet': '',
      'cmdline.parameters': '2',
      'kernel.osrelease': '6.1.0',
    });
  });

  it('says why there is none', async () => {
    const none = await collected(hostCmdline, { files: { '/proc/sys/kernel/osrelease': '6.1.0\n' } });
    expect(none['cmdline.parameters']).toEqual({ absent: expect.any(String) });
    const long = await collected(hostCmdline, { files: { '/proc/cmdline': 'a '.repeat(50_000) } });
    expect(long['cmdline.parameters']).toMatchObject({ unreadable: 'too-large' });
  });
});
