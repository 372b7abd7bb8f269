import { HOST_COLLECTORS } from '@plimsoll/collectors';
import { describe, expect, it } from 'vitest';
import { plimsoll } from '../testing/fake-terminal.js';
import { explanation } from './explanation.js';

describe('plimsoll agent explain', () => {
  it('says each mount, why it is there, and what is lost without it', async () => {
    const { code, stdout } = await plimsoll(['agent', 'explain']);
    expect(code).toBe(0);
    for (const tree of ['/proc', '/sys', '/etc'])
      expect(stdout).toMatch(new RegExp(`^${tree}\n  why: .+(\n    .+)+\n  without it unknown: `, 'm'));
    expect(stdout).toContain('uid 65534');
    expect(stdout).not.toContain('/proc/sys/kernel/kptr_restrict');
  });

  it('lists every path with --paths, and the same as JSON', async () => {
    const { stdout } = await plimsoll(['agent', 'explain', '--paths']);
    const paths = HOST_COLLECTORS.flatMap(({ reads }) => reads.map(({ path }) => path));
    expect(paths.filter((path) => !stdout.includes(`${path}: `))).toEqual([]);
    const json = await plimsoll(['agent', 'explain', '--format', 'json']);
    const { mounts } = JSON.parse(json.stdout) as { mounts: readonly { path: string }[] };
    expect(mounts.map(({ path }) => path)).toEqual(expect.arrayContaining(['/proc', '/sys', '/etc']));
  });

  it('tells what only a group or a user reads, and what no pod sees', () => {
    const read = { why: 'a reason', privilege: 'any-uid' } as const;
    const text = explanation(
      {
        mounts: [
          {
            path: '/etc',
            why: 'configuration',
            reads: [
              { ...read, source: 'host/lsm', path: '/etc/a' },
              { ...read, source: 'host/boot', path: '/etc/b', privilege: 'gid-0' },
            ],
          },
          {
            path: '/boot',
            optIn: 'boot',
            why: 'the build',
            reads: [{ ...read, source: 'host/boot', path: '/boot/c' }],
          },
        ],
        unmounted: [{ ...read, source: 'host/identity', path: '/var/x' }],
      },
      false,
    );
    expect(text).toContain('host/boot: 1 path (1 only group 0 reads)');
    expect(text).toContain('without it unknown: all of host/lsm; a part of host/boot');
    expect(text).toMatch(/^\/boot {2}\(Left out unless it is switched on: boot\)/m);
    expect(text).toMatch(/^Never mounted.*\n {4}host\/identity: 1 path$/m);
  });

  it('refuses what it does not know', async () => {
    for (const args of [['--format', 'xml'], ['--nothing'], ['more']]) {
      const { code, stderr, stdout } = await plimsoll(['agent', 'explain', ...args]);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toContain('USAGE');
    }
  });
});
