import type { Setting } from '@plimsoll/model';
import type { HostCollector, HostRead } from '../host-collector/host-collector.js';
import { oncePerPass } from '../host-collector/once-per-pass.js';
import { inParts, isThread, processTable } from '../host-collector/process-table.js';
import { podCgroup } from '../host-collector/pod-cgroup.js';
import { SettingReader } from '../host-collector/setting-reader.js';
import { accountSettings } from './accounts-of-root.js';
import { daemonSettings, ofTheHost } from './daemons.js';
import { presenceOf, textAt } from './settings-files.js';
import { socketSettings } from './sockets.js';
import { sshdSettings } from './sshd-config.js';
import { recordSettings, timeAndUpdateSettings } from './time-and-updates.js';

/** Facts by a file that is there. */
const PRESENT: Readonly<Record<string, string>> = {
  'enabled.auditd': '/etc/systemd/system/multi-user.target.wants/auditd.service',
  'enabled.sshd-socket': '/etc/systemd/system/sockets.target.wants/ssh.socket',
  'enabled.nftables': '/etc/systemd/system/multi-user.target.wants/nftables.service',
  'enabled.kdump': '/etc/systemd/system/multi-user.target.wants/kdump.service',
  'nf-tables': '/sys/module/nf_tables',
  aide: '/var/lib/aide/aide.db',
  container: '/.dockerenv',
};

const read = (path: string, why: string, privilege: HostRead['privilege'] = 'any-uid'): HostRead => ({
  path,
  why,
  privilege,
});

/** Pods run the same programs: an nginx of a pod is no service of the host. */
async function podPids(reader: SettingReader, pids: readonly number[]): Promise<ReadonlySet<number>> {
  const found = await inParts(pids, async (pid) => {
    const text = await reader.setting(`/proc/${pid}/cgroup`);
    return typeof text === 'string' && podCgroup(text) !== undefined ? [pid] : [];
  });
  return new Set(found.flat());
}

/** Names of the tables of the older packet filter, for group 0 alone. */
async function tableNames(reader: SettingReader): Promise<Setting> {
  const names = await reader.setting('/proc/1/net/ip_tables_names');
  return typeof names === 'string' ? names.trim().split('\n').sort().join(',') : names;
}

async function ufw(reader: SettingReader): Promise<Setting> {
  const text = await textAt(reader, '/etc/ufw/ufw.conf');
  if (typeof text !== 'string') return text;
  return /^\s*ENABLED\s*=\s*"?(\w+)/m.exec(text)?.[1] ?? { absent: 'no ENABLED in ufw.conf' };
}

/** What serves, records, filters and updates on the host itself. */
export const hostServices: HostCollector = {
  source: 'host/services',
  everySeconds: 300,
  reads: [
    read('/proc/*/status', 'which services run'),
    read('/proc/*/cgroup', 'which processes are of pods'),
    read('/etc/ssh/sshd_config', 'rules of logins from afar'),
    read('/etc/ssh/*', 'files that sshd_config includes'),
    read('/etc/crypto-policies/back-ends/*', 'files that sshd_config includes'),
    read('/proc/1/net/tcp', 'what listens on the node'),
    read('/proc/1/net/tcp6', 'what listens on the node'),
    read('/proc/1/net/udp', 'what listens on the node'),
    read('/proc/1/net/udp6', 'what listens on the node'),
    read('/proc/1/net/unix', 'where runtimes take orders'),
    read('/proc/1/net/ip_tables_names', 'whether older packet filters are in force', 'gid-0'),
    read('/etc/chrony.conf', 'how many sources of time there are'),
    read('/etc/chrony.d/*', 'how many sources of time there are'),
    read('/etc/chrony/**/*', 'how many sources of time there are'),
    read('/etc/systemd/*', 'clock and journal'),
    read('/etc/systemd/timesyncd.conf.d/*', 'whether there are sources of time'),
    read('/etc/systemd/journald.conf.d/*', 'whether logs outlive a reboot'),
    read('/usr/lib/systemd/*', 'clock and journal, as their maker set them'),
    read('/usr/lib/systemd/timesyncd.conf.d/*', 'whether there are sources of time'),
    read('/usr/lib/systemd/journald.conf.d/*', 'whether logs outlive a reboot'),
    read('/usr/lib/systemd/system/*', 'whether something updates the system'),
    read('/usr/share/updog/root.json', 'whether something updates the system'),
    read('/etc/systemd/system/*', 'which units are on; they are never opened'),
    read('/etc/systemd/system/*/*', 'which units are on; they are never opened'),
    read('/run/systemd/timesync/synchronized', 'whether the clock was ever set'),
    read('/etc/apt/apt.conf', 'whether apt updates by itself'),
    read('/etc/apt/apt.conf.d/*', 'whether apt updates by itself'),
    read('/etc/audit/audit.rules', 'how many rules of audit there are', 'gid-0'),
    read('/etc/audit/rules.d/*', 'how many rules of audit there are', 'gid-0'),
    read('/etc/audit/auditd.conf', 'what happens when the disk is full', 'gid-0'),
    read('/etc/ufw/ufw.conf', 'whether ufw is on'),
    read('/etc/passwd', 'who else is root'),
    read('/etc/group', 'who may use Docker'),
    read('/var/log/journal', 'whether logs outlive a reboot'),
    ...Object.values(PRESENT).map((path) => read(path, 'only whether it is there')),
  ],
  collect: async (host, signal) => {
    const reader = new SettingReader(oncePerPass(host), signal);
    const table = await processTable(reader);
    const pods = await podPids(
      reader,
      table.processes.filter((process) => !isThread(process)).map(({ pid }) => pid),
    );
    const present = await Promise.all(
      Object.entries(PRESENT).map(async ([key, path]) => [key, await presenceOf(reader, path)] as const),
    );
    return {
      ...daemonSettings(ofTheHost(table, pods)),
      ...(await sshdSettings(reader)),
      ...(await socketSettings(reader)),
      ...(await timeAndUpdateSettings(reader)),
      ...(await recordSettings(reader)),
      ...(await accountSettings(reader)),
      ...Object.fromEntries(present),
      'iptables.tables': await tableNames(reader),
      'ufw.enabled': await ufw(reader),
    };
  },
};
