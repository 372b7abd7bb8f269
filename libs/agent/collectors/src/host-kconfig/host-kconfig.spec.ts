import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collected } from '../testing/collected.js';
import type { HostTree } from '../testing/plant-host.js';
import { isCut } from './cut-config.js';
import { hostKconfig } from './host-kconfig.collector.js';
import { kernelConfigByTurns, kernelConfigSettings } from './kernel-config.js';

const NEW = `#
# Automatically generated file; DO NOT EDIT.
# Linux/x86 6.18.44 Kernel Configuration
#
CONFIG_CC_VERSION_TEXT="gcc (GCC) 15.3.0"
CONFIG_X86_64=y

#
# General setup
#
CONFIG_LOCALVERSION=""
# CONFIG_WERROR is not set
CONFIG_LSM="landlock,lockdown,yama"
CONFIG_DEFAULT_MMAP_MIN_ADDR=65536
CONFIG_IPV6=m
# end of General setup

#
# Kernel hacking
#
# CONFIG_KGDB is not set
# end of Kernel hacking

CONFIG_IO_URING_ZCRX=y
`;
const OLD = `#
# Automatically generated file; DO NOT EDIT.
# Linux/arm64 4.9.11 Kernel Configuration
#
CONFIG_ARM64=y

#
# General setup
#
CONFIG_INIT_ENV_ARG_LIMIT=32

#
# Kernel hacking
#
CONFIG_DEBUG_KERNEL=y

#
# Library routines
#
CONFIG_BITREVERSE=y
`;
const OF_RELEASE = { '/proc/sys/kernel/osrelease': '6.18.44-test\n' };
const ofText = (text: string) => kernelConfigSettings(text, { origin: 'config', release: { absent: '' } });
const tree = (files: Record<string, string>, gz?: Buffer): HostTree => ({
  files: { ...OF_RELEASE, ...files },
  ...(gz === undefined ? {} : { binary: { '/proc/config.gz': [...gz] } }),
});

describe('a kernel configuration', () => {
  it('says the same piece by piece, and lets others go on between', async () => {
    const lines = Array.from({ length: 12_000 }, (_line, at) =>
      at % 3 === 0 ? `# CONFIG_N${at} is not set` : `CONFIG_N${at}=m`,
    );
    const origin = { origin: 'config', release: '6.18' };
    for (const text of [NEW, OLD, `${NEW}${lines.join('\n')}`, `${OLD}${lines.join('\r\n')}\n`]) {
      let turns = 0;
      const counting = setInterval(() => (turns += 1), 0);
      expect(await kernelConfigByTurns(text, origin)).toEqual(kernelConfigSettings(text, origin));
      clearInterval(counting);
      expect(turns).toBeGreaterThanOrEqual(text.length > 100_000 ? 2 : 0);
    }
  });

  it('keeps each value as it is written, and says what is not set', () => {
    expect(ofText(NEW)).toEqual({
      CONFIG_CC_VERSION_TEXT: '"gcc (GCC) 15.3.0"',
      CONFIG_X86_64: 'y',
      CONFIG_LOCALVERSION: '""',
      CONFIG_WERROR: 'is not set',
      CONFIG_LSM: '"landlock,lockdown,yama"',
      CONFIG_DEFAULT_MMAP_MIN_ADDR: '65536',
      CONFIG_IPV6: 'm',
      CONFIG_KGDB: 'is not set',
      CONFIG_IO_URING_ZCRX: 'y',
      'config.options': '9',
      'config.origin': 'config',
      'config.version': '6.18.44',
      'config.architecture': 'x86_64',
      'kernel.osrelease': { absent: '' },
    });
  });

  it.each([
    ['CONFIG_X86_32=y', 'i686'],
    ['CONFIG_ARM64=y', 'aarch64'],
    ['CONFIG_ARM=y', 'arm'],
    ['CONFIG_RISCV=y\nCONFIG_64BIT=y', 'riscv64'],
    ['CONFIG_S390=y', 's390x'],
  ])('tells its architecture by %s', (options, architecture) => {
    expect(ofText(`${options}\n`)['config.architecture']).toBe(architecture);
  });

  it('takes the last of two lines, and lines that end as on Windows', () => {
    expect(ofText('CONFIG_A=y\r\nCONFIG_A=m\r\n# CONFIG_B is not set\r\n')).toMatchObject({
      CONFIG_A: 'm',
      CONFIG_B: 'is not set',
    });
  });

  it('keeps to itself what may be secret', () => {
    const text =
      'CONFIG_CMDLINE="rd.luks.key=hush"\nCONFIG_CMDLINE_BOOL=y\nCONFIG_MODULE_SIG_KEY="pkcs11:token=hush;pin-value=1"\n';
    expect(ofText(text)).toMatchObject({
      CONFIG_CMDLINE: '"[redacted]"',
      CONFIG_CMDLINE_BOOL: 'y',
      CONFIG_MODULE_SIG_KEY: '"[redacted]"',
    });
    expect(ofText('CONFIG_CMDLINE=""\n')).toMatchObject({ CONFIG_CMDLINE: '""' });
    expect(ofText('CONFIG_MODULE_SIG_KEY="certs/signing_key.pem"\n')).toMatchObject({
      CONFIG_MODULE_SIG_KEY: '"certs/signing_key.pem"',
    });
  });

  it('is whole with its last menu and nowhere else cut, old or new', () => {
    expect(isCut(NEW)).toBe(false);
    expect(isCut(OLD)).toBe(false);
    expect(isCut(NEW.replaceAll('\n', '\r\n'))).toBe(false);
    for (const text of [NEW, OLD]) {
      const last = text.search(/# (?:end of Kernel hacking|Library routines)/);
      const first = text.search(/^CONFIG/m);
      fc.assert(fc.property(fc.integer({ min: first + 24, max: last }), (end) => isCut(text.slice(0, end))));
    }
  });

  it('is whole without the comments of Kconfig, and not when it is only what somebody chose', () => {
    const declared = Array.from({ length: 60 }, (_, index) => `CONFIG_HAVE_${index}=y`).join('\n');
    expect(isCut(`CONFIG_64BIT=y\n${declared}\n`)).toBe(false);
    expect(isCut('CONFIG_64BIT=y\nCONFIG_NET=y\n')).toBe(true);
    expect(isCut(`#\n# General setup\n#\n${declared}\n`)).toBe(true);
  });

  it('is whole where it was written by hand with the header of a kernel', () => {
    expect(isCut('# Linux/x86 6.6.0 Kernel Configuration\nCONFIG_BUG=y\n')).toBe(false);
    expect(isCut('# Linux/x86 4.9.0 Kernel Configuration\nCONFIG_BUG=y\n')).toBe(true);
  });

  it('has no number of options when it breaks off, or is a fragment', () => {
    const cut = { unreadable: 'invalid', detail: expect.any(String) };
    expect(ofText(NEW.slice(0, 300))['config.options']).toEqual(cut);
    expect(ofText('CONFIG_A=y\n')['config.options']).toEqual(cut);
  });
});

describe('host/kconfig', () => {
  it("takes the running kernel's own", async () => {
    const settings = await collected(hostKconfig, tree({ '/boot/config-6.18.44-test': OLD }, gzipSync(NEW)));
    expect(settings).toMatchObject({ 'config.origin': '/proc/config.gz', 'config.version': '6.18.44' });
  });

  it.each([
    '/boot/config-6.18.44-test',
    '/usr/lib/modules/6.18.44-test/config',
    '/lib/modules/6.18.44-test/config',
  ])('else %s, and none of another release', async (path) => {
    const settings = await collected(hostKconfig, tree({ [path]: NEW, '/boot/config-6.1.0': OLD }));
    expect(settings).toMatchObject({
      'config.origin': path,
      CONFIG_X86_64: 'y',
      'kernel.osrelease': '6.18.44-test',
    });
    expect(await collected(hostKconfig, tree({ '/boot/config-6.1.0': OLD }))).toEqual({
      'config.options': { absent: expect.any(String) },
      'kernel.osrelease': '6.18.44-test',
    });
  });

  it.each([
    ['a bomb', gzipSync(Buffer.alloc(64 * 1024 * 1024)), 'too-large'],
    ['cut', gzipSync(NEW).subarray(0, 200), 'invalid'],
    ['no gzip', Buffer.from('hello'), 'invalid'],
    ['no configuration', gzipSync('hello\n'), 'invalid'],
    ['no text', gzipSync(Buffer.from([0xff, 0xfe, 0x00])), 'invalid'],
  ])('says so of a file that is %s', async (_what, gz, reason) => {
    expect(await collected(hostKconfig, tree({}, gz))).toEqual({
      'config.options': { unreadable: reason, detail: expect.stringContaining('/proc/config.gz') },
      'kernel.osrelease': '6.18.44-test',
    });
  });

  it('does not look below a folder that a release names', async () => {
    const files = { '/proc/sys/kernel/osrelease': '../../etc\n', '/etc/config': NEW };
    expect(await collected(hostKconfig, { files })).toMatchObject({
      'config.options': { absent: expect.any(String) },
    });
  });
});
