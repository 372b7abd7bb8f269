import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { encodeCapture } from '../../capture/capture-file.js';
import { readReport } from '../../testing/contract.js';
import { plimsoll } from '../../testing/fake-terminal.js';

const root = mkdtempSync(join(tmpdir(), 'plimsoll-facts-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(root, name);
  writeFileSync(path, content);
  return path;
}

const CONFIG = `#
# Automatically generated file; DO NOT EDIT.
# Linux/x86 6.6.30 Kernel Configuration
#
CONFIG_CC_VERSION_TEXT="gcc"
CONFIG_X86_64=y

#
# General setup
#
CONFIG_BUG=y
CONFIG_LSM="landlock,yama,apparmor"
CONFIG_DEVMEM=y
# CONFIG_STRICT_DEVMEM is not set
CONFIG_SECCOMP=m
# end of General setup

#
# Kernel hacking
#
# end of Kernel hacking
`;

async function judged(args: readonly string[]) {
  const { code, stdout, stderr } = await plimsoll(['scan', ...args, '--format', 'json', '--verdicts', 'all']);
  const report = readReport(stdout);
  const by = (control: string) => report.results.filter((result) => result.control === control);
  return { code, stderr, report, by, verdict: (control: string) => by(control)[0]?.verdict };
}
const controls = (...ids: readonly string[]): readonly string[] => ids.flatMap((id) => ['--control', id]);

describe('a capture of one file', () => {
  it('is a kernel configuration, plain or in gzip, judged by its own words and lines', async () => {
    for (const path of [file('some.config', CONFIG), file('config.gz', gzipSync(CONFIG))]) {
      const found = await judged(['--facts', path, '--framework', 'kspp']);
      expect(found.stderr).toContain(`${path}: a kernel configuration of Linux 6.6.30`);
      expect(found.code).toBe(1);
      expect(found.report.subjects).toMatchObject([
        { apiVersion: 'v1', kind: 'Node', namespace: '', name: path.slice(root.length + 1) },
      ]);
      expect(found.by('kernel/config-strict-devmem')).toMatchObject([
        {
          verdict: 'fail',
          location: { file: path, line: 14 },
          evidence: [
            { path: 'CONFIG_STRICT_DEVMEM', value: 'is not set' },
            { path: 'CONFIG_DEVMEM', value: 'y' },
          ],
        },
      ]);
      expect(found.by('kernel/config-bug')[0]).toMatchObject({ verdict: 'pass', evidence: [{ value: 'y' }] });
      expect(found.by('kernel/config-seccomp')[0]).toMatchObject({
        verdict: 'fail',
        evidence: [{ value: 'm' }],
      });
      expect(found.by('kernel/config-lsm-yama')[0]).toMatchObject({
        evidence: [{ path: 'CONFIG_LSM', value: '"landlock,yama,apparmor"' }],
      });
      expect(found.verdict('kernel/config-devkmem')).toBe('pass');
      expect(found.verdict('kernel/config-arm64-bti')).toBe('not-applicable');
      expect(found.by('kernel/kptr-restrict')[0]).toMatchObject({
        verdict: 'unknown',
        reason: 'not-collected',
      });
      expect(found.report.requirements.find(({ id }) => id === 'CONFIG_LSM')).toMatchObject({
        verdict: 'fail',
      });
    }
  });

  it('never passes an option that a cut configuration has lost', async () => {
    const path = file('cut.config', CONFIG.slice(0, CONFIG.indexOf('CONFIG_DEVMEM')));
    const found = await judged(['--facts', path, '--framework', 'kspp']);
    expect(found.stderr).toContain('which breaks off');
    expect(found.by('kernel/config-devmem')[0]).toMatchObject({ verdict: 'unknown', reason: 'unreadable' });
    expect(found.verdict('kernel/config-bug')).toBe('pass');
  });

  it('is a command line', async () => {
    const path = file(
      'cmdline',
      'BOOT_IMAGE=/vmlinuz root=UUID=hush-1234 nokaslr mitigations=off -- norandmaps\n',
    );
    const found = await judged(['--facts', path]);
    expect(found.stderr).toContain('a kernel command line');
    expect(found.by('kernel/cmdline-nokaslr')[0]).toMatchObject({
      verdict: 'fail',
      evidence: [{ path: 'nokaslr', value: 'present', wanted: 'absent' }],
    });
    expect(found.verdict('kernel/cmdline-mitigations')).toBe('fail');
    expect(found.verdict('kernel/cmdline-mds')).toBe('fail');
    expect(found.verdict('kernel/cmdline-norandmaps')).toBe('pass');
    expect(found.verdict('kernel/cmdline-init-on-alloc')).toBe('unknown');
    expect(JSON.stringify(found.report)).not.toContain('hush');
  });

  it('is the output of sysctl -a', async () => {
    const text =
      'kernel.kptr_restrict = 1\nsysctl: permission denied on key x\nkernel.dmesg_restrict = 0\nvm.x = \n';
    const found = await judged(['--facts', file('sysctl.txt', text)]);
    expect(found.stderr).toContain('output of sysctl -a');
    expect(found.by('kernel/kptr-restrict')[0]).toMatchObject({ verdict: 'pass', location: { line: 1 } });
    expect(found.by('kernel/dmesg-restrict')[0]).toMatchObject({ verdict: 'fail', location: { line: 3 } });
    expect(found.verdict('kernel/randomize-va-space')).toBe('unknown');
    expect(found.verdict('kernel/config-bug')).toBe('unknown');
  });

  it('is a capture of a host', async () => {
    const facts = new Map([
      ['host/sysctl', { shape: 'settings', settings: { 'kernel.kptr_restrict': '2' } }],
    ] as const);
    const bytes = encodeCapture({ node: 'n', capturedAt: '2026-01-01T00:00:00Z', facts });
    const found = await judged(['--facts', file('n.capture', bytes)]);
    expect(found.stderr).toContain('a capture of the host n of 2026-01-01T00:00:00Z');
    expect(found.report.subjects).toMatchObject([{ name: 'n.capture' }]);
    expect(found.verdict('kernel/kptr-restrict')).toBe('pass');
  });
});

describe('several captures', () => {
  it('are a subject each, those of a folder too', async () => {
    const folder = join(root, 'many');
    mkdirSync(folder);
    writeFileSync(join(folder, 'a.config'), CONFIG);
    writeFileSync(join(folder, 'b.config'), CONFIG.replace('CONFIG_BUG=y\n', '# CONFIG_BUG is not set\n'));
    const other = file('a.config', CONFIG);
    const found = await judged(['--facts', folder, '--facts', other, ...controls('kernel/config-bug')]);
    expect(found.by('kernel/config-bug').map(({ subject, verdict }) => [subject.name, verdict])).toEqual([
      ['a.config', 'pass'],
      ['b.config', 'fail'],
      ['a.config', 'pass'],
    ]);
  });
});

describe('a folder', () => {
  it('of a host is one capture, called like the folder', async () => {
    const folder = join(root, 'node-7');
    mkdirSync(join(folder, 'proc/sys/kernel'), { recursive: true });
    mkdirSync(join(folder, 'etc'));
    writeFileSync(join(folder, 'proc/sys/kernel/kptr_restrict'), '1\n');
    const found = await judged(['--facts', folder, ...controls('kernel/kptr-restrict')]);
    expect(found.stderr).toContain('the files of a host');
    expect(found.by('kernel/kptr-restrict')).toMatchObject([
      { verdict: 'pass', subject: { name: 'node-7' }, location: null },
    ]);
  });

  it('with nothing in it is an error', async () => {
    const folder = join(root, 'empty');
    mkdirSync(folder);
    const { code, stderr } = await plimsoll(['scan', '--facts', folder]);
    expect(code).toBe(2);
    expect(stderr).toContain(`no capture in ${folder} (NOTHING_READ)`);
  });
});

describe('a file that is no capture', () => {
  const huge = join(root, 'huge');
  writeFileSync(huge, '');
  truncateSync(huge, 100 * 2 ** 20);
  const fifo = join(root, 'fifo');
  execFileSync('mkfifo', [fifo]);
  const loop = join(root, 'loop');
  symlinkSync(loop, loop);
  it.each([
    ['hello world\n', 'FACTS_UNRECOGNISED'],
    ['', 'FACTS_UNRECOGNISED'],
    [Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1]), 'FACTS_UNRECOGNISED'],
    [gzipSync(CONFIG).subarray(0, 150), 'FACTS_BROKEN'],
    [gzipSync(Buffer.alloc(64 * 2 ** 20)), 'FACTS_TOO_LARGE'],
    [`quiet ${'x '.repeat(3 * 2 ** 20)}`, 'FACTS_TOO_LARGE'],
    [Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 1, 2]), 'CAPTURE_INVALID'],
    [huge, 'MANIFEST_FILE_TOO_LARGE'],
    [fifo, 'MANIFEST_NOT_REGULAR'],
    [loop, 'MANIFEST_UNREADABLE'],
    [join(root, 'nothing'), 'MANIFEST_NOT_FOUND'],
  ])('is a coded error, and the rest is judged (%#)', async (content, code) => {
    const path = typeof content === 'string' && content.startsWith(root) ? content : file('bad', content);
    const good = file('good.config', CONFIG);
    const found = await judged(['--facts', path, '--facts', good, ...controls('kernel/config-bug')]);
    expect(found.code).toBe(2);
    expect(found.stderr).toContain(`(${code})`);
    expect(found.report.errors).toMatchObject([{ file: path }]);
    expect(found.verdict('kernel/config-bug')).toBe('pass');
  });
});
