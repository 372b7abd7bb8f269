import type { Setting } from '@plimsoll/model';
import type { SettingReader } from '../host-collector/setting-reader.js';
import { lastValue, presenceOf, textAt, textsOf } from './settings-files.js';

const CHRONY = ['/etc/chrony.conf', '/etc/chrony/chrony.conf'];
const CHRONY_FOLDERS = ['/etc/chrony.d', '/etc/chrony/conf.d', '/etc/chrony/sources.d'];
const TIMESYNCD = ['/usr/lib/systemd/timesyncd.conf', '/etc/systemd/timesyncd.conf'];
const TIMESYNCD_FOLDERS = ['/usr/lib/systemd/timesyncd.conf.d', '/etc/systemd/timesyncd.conf.d'];

/** How many sources of time chrony has; their names stay on the host. */
async function chronySources(reader: SettingReader): Promise<Setting> {
  const { texts, problem } = await textsOf(reader, CHRONY, CHRONY_FOLDERS, '');
  if (problem !== undefined) return problem;
  if (texts.length === 0) return { absent: 'no configuration of chrony' };
  const sources = texts.flatMap((text) => text.match(/^\s*(server|pool|peer|refclock)\s/gim) ?? []);
  return `${sources.length}`;
}

async function timesyncdServers(reader: SettingReader): Promise<Setting> {
  const { texts, problem } = await textsOf(reader, TIMESYNCD, TIMESYNCD_FOLDERS, '.conf');
  if (problem !== undefined) return problem;
  const servers = lastValue(texts, 'NTP') ?? lastValue(texts, 'FallbackNTP');
  return servers === undefined || servers === '' ? { absent: 'the servers of its maker' } : 'present';
}

const WANTS = '/etc/systemd/system';
/** What updates a system by itself, each by a file that is there once it was switched on. */
const UPDATERS: Readonly<Record<string, string>> = {
  'dnf-automatic': `${WANTS}/timers.target.wants/dnf-automatic.timer`,
  'dnf-automatic-install': `${WANTS}/timers.target.wants/dnf-automatic-install.timer`,
  dnf5: `${WANTS}/timers.target.wants/dnf5-automatic.timer`,
  zincati: '/usr/lib/systemd/system/zincati.service',
  'update-engine': '/usr/lib/systemd/system/update-engine.service',
  'rpm-ostreed-automatic': `${WANTS}/timers.target.wants/rpm-ostreed-automatic.timer`,
  'transactional-update': `${WANTS}/timers.target.wants/transactional-update.timer`,
  bottlerocket: '/usr/share/updog/root.json',
};

/** apt's own word is the last of its files that says something. */
async function unattended(reader: SettingReader): Promise<Setting> {
  const { texts, problem } = await textsOf(reader, ['/etc/apt/apt.conf'], ['/etc/apt/apt.conf.d'], '');
  if (problem !== undefined) return problem;
  const pattern = /^\s*APT::Periodic::Unattended-Upgrade\s+"?(\w+)"?\s*;/gim;
  const last = texts.flatMap((text) => [...text.matchAll(pattern)].map((match) => match[1] ?? '')).at(-1);
  return last ?? { absent: 'apt is not told to update by itself' };
}

/** Every mechanism that is on, by name; absent where none proves to be. */
async function updateMechanisms(reader: SettingReader, apt: Setting): Promise<Setting> {
  const looked = await Promise.all(
    Object.entries(UPDATERS).map(async ([name, path]) => ({ name, found: await presenceOf(reader, path) })),
  );
  const names = looked.filter(({ found }) => found === 'present').map(({ name }) => name);
  const all = typeof apt === 'string' && apt !== '0' ? ['unattended-upgrades', ...names] : names;
  if (all.length > 0) return all.join(',');
  const closed = [apt, ...looked.map(({ found }) => found)].find(
    (one) => typeof one === 'object' && 'unreadable' in one,
  );
  return closed ?? { absent: 'no mechanism of updates is on' };
}

/** What keeps the clock right and the system patched. */
export async function timeAndUpdateSettings(reader: SettingReader): Promise<Record<string, Setting>> {
  const apt = await unattended(reader);
  return {
    'chrony.sources': await chronySources(reader),
    'timesyncd.servers': await timesyncdServers(reader),
    'timesyncd.synchronized': await presenceOf(reader, '/run/systemd/timesync/synchronized'),
    'apt.unattended-upgrade': apt,
    'update.mechanisms': await updateMechanisms(reader, apt),
  };
}

/** What the audit and the journal keep. */
export async function recordSettings(reader: SettingReader): Promise<Record<string, Setting>> {
  const rules = await textsOf(reader, ['/etc/audit/audit.rules'], ['/etc/audit/rules.d'], '.rules');
  const kept = rules.texts.flatMap((text) => text.match(/^\s*-[waAS]\s.*$/gm) ?? []);
  const watched = kept.filter((rule) =>
    /\/etc\/kubernetes|\/usr\/(bin|sbin)\/runc|\/run\/containerd/.test(rule),
  );
  const auditd = await textAt(reader, '/etc/audit/auditd.conf');
  const journal = await textsOf(
    reader,
    ['/usr/lib/systemd/journald.conf', '/etc/systemd/journald.conf'],
    ['/usr/lib/systemd/journald.conf.d', '/etc/systemd/journald.conf.d'],
    '.conf',
  );
  const of = (key: string): Setting =>
    typeof auditd === 'string' ? (lastValue([auditd], key) ?? { absent: `no ${key}` }) : auditd;
  return {
    'audit.rules': rules.problem ?? (kept.length === 0 ? { absent: 'no rules of audit' } : `${kept.length}`),
    'audit.rules.containers': rules.problem ?? `${watched.length}`,
    ...Object.fromEntries(
      ['max_log_file_action', 'space_left_action', 'disk_full_action'].map((key) => [
        `auditd.${key}`,
        of(key),
      ]),
    ),
    'journald.storage': journal.problem ??
      lastValue(journal.texts, 'Storage') ?? { absent: 'no Storage in journald.conf' },
    'journal.persistent': await presenceOf(reader, '/var/log/journal'),
  };
}
