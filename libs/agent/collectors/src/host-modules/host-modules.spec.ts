import { describe, expect, it } from 'vitest';
import { collected } from '../testing/collected.js';
import { hostModules } from './host-modules.collector.js';
import { blockingRule, modprobeRules } from './modprobe-rules.js';

const TREE = {
  '/proc/sys/kernel/osrelease': '6.1.0\n',
  '/proc/modules': 'usb_storage 81920 0 - Live 0x0000000000000000\nhfs 65536 1 dccp, Live 0x0\n',
  '/lib/modules/6.1.0/modules.builtin': 'kernel/fs/squashfs/squashfs.ko\nkernel/drivers/x/algif-aead.ko\n',
  '/lib/modules/6.1.0/modules.dep':
    'kernel/fs/hfs/hfs.ko.zst: kernel/fs/nls/nls.ko.zst\nkernel/net/dccp/dccp.ko:\nkernel/drivers/usb/usb-storage.ko.xz:\n',
  '/etc/modprobe.d/a.conf': 'install dccp /bin/false\n# blacklist tipc\nblacklist usb-storage\n',
};

describe('rules of modprobe.d', () => {
  it('block by doing nothing, or by a blacklist', () => {
    const text =
      'install a /bin/true\ninstall b /sbin/modprobe -i b\nblacklist c-d\ninstall \\\n  e /usr/bin/false\noptions f x=1\ninstall\n';
    const rules = modprobeRules([text]);
    expect(['a', 'b', 'c-d', 'e', 'f'].map((name) => blockingRule(rules, name))).toEqual([
      'install a /bin/true',
      undefined,
      'blacklist c_d',
      'install e /usr/bin/false',
      undefined,
    ]);
  });

  it('are the first command of a module, and a blacklist is none', () => {
    const early = 'install a /sbin/modprobe -i a\ninstall b /bin/false\n';
    const rules = modprobeRules([early, 'install a /bin/false\nblacklist b\nblacklist c\n']);
    expect(['a', 'b', 'c'].map((name) => blockingRule(rules, name))).toEqual([
      undefined,
      'install b /bin/false',
      'blacklist c',
    ]);
  });
});

describe('host/modules', () => {
  it('says of each whether it is loaded, how it was built, and what blocks it', async () => {
    expect(await collected(hostModules, { files: TREE })).toMatchObject({
      'usb_storage.loaded': 'yes',
      'usb_storage.built': 'module',
      'usb_storage.rule': 'blacklist usb_storage',
      'hfs.loaded': 'yes',
      'hfs.rule': { absent: expect.any(String) },
      'dccp.loaded': 'no',
      'dccp.built': 'module',
      'dccp.rule': 'install dccp /bin/false',
      'squashfs.built': 'builtin',
      'algif_aead.built': 'builtin',
      'tipc.built': { absent: expect.any(String) },
      'tipc.loaded': 'no',
    });
  });

  it('does not take a missing list for a missing module', async () => {
    const files = { '/proc/sys/kernel/osrelease': '6.1.0\n', '/etc/hostname': 'n' };
    expect(await collected(hostModules, { files })).toMatchObject({
      'tipc.loaded': 'no',
      'tipc.built': { unreadable: 'not-mounted' },
      'tipc.rule': { absent: expect.any(String) },
    });
    const blind = await collected(hostModules, { files: { '/sys/kernel/notes': '' } });
    expect(blind).toMatchObject({
      'tipc.loaded': { unreadable: 'not-mounted' },
      'tipc.rule': { unreadable: 'not-mounted' },
    });
  });

  it('knows of no rule where a file of rules cannot be read, but of those in others', async () => {
    const tree = { files: TREE, binary: { '/usr/lib/modprobe.d/z.conf': [0xff] } };
    expect(await collected(hostModules, tree)).toMatchObject({
      'dccp.rule': 'install dccp /bin/false',
      'hfs.rule': { unreadable: 'invalid' },
    });
  });
});
