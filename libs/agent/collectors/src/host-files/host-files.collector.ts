import { createHash } from 'node:crypto';
import type { FileFact, FileGroup, FilesEntry } from '@plimsoll/model';
import { FILE_GROUPS, filePatterns } from '@plimsoll/model';
import type { HostStat } from '@plimsoll/probes';
import type { HostFilesCollector, HostRead } from '../host-collector/host-collector.js';
import { oncePerPass } from '../host-collector/once-per-pass.js';
import { NETWORK_READS, nodeProcesses } from '../host-collector/node-processes.js';
import type { ProcessTable } from '../host-collector/process-table.js';
import { SettingReader } from '../host-collector/setting-reader.js';
import { accountsOf, type Accounts } from './accounts.js';
import { expandPattern, isExpanded } from './expand-pattern.js';
import { namedByFlag } from './named-by-flag.js';

const GROUPS = Object.keys(FILE_GROUPS) as readonly FileGroup[];
const PATTERNS = [...new Set(GROUPS.flatMap((group) => filePatterns(group)))];
const PATHS = PATTERNS.filter((pattern) => pattern.startsWith('/'));
const FLAGS = PATTERNS.filter((pattern) => !pattern.startsWith('/'));
/** Groups whose content everybody may know: certificates, and settings that are no secret by what they are. */
const PUBLIC: readonly FileGroup[] = ['pki-certificates', 'modprobe-rules', 'modules-load', 'sysctl-files'];
const PUBLIC_PATTERNS = new Set(PUBLIC.flatMap((group) => filePatterns(group)));

/** Folders that their owners close: what is below them takes the group or the user of root even to be looked at. */
const CLOSED: readonly (readonly [prefix: string, privilege: HostRead['privilege']])[] = [
  ['/root/', 'uid-0'],
  ['/var/lib/etcd/', 'uid-0'],
  ['/var/lib/rancher/', 'uid-0'],
  ['/var/spool/cron/', 'uid-0'],
  ['/home/*/', 'uid-0'],
  ['/var/lib/kubelet/', 'gid-0'],
  ['/etc/audit/', 'gid-0'],
  ['/etc/sudoers.d/', 'gid-0'],
];

const privilegeOf = (path: string): HostRead['privilege'] =>
  CLOSED.find(([prefix]) => path.startsWith(prefix))?.[1] ?? 'any-uid';

function fileFact(stat: HostStat, accounts: Accounts): FileFact {
  const user = accounts.user(stat.uid);
  const group = accounts.group(stat.gid);
  return {
    mode: stat.mode,
    uid: stat.uid,
    gid: stat.gid,
    ...(stat.kind === 'file' ? {} : { kind: stat.kind }),
    ...(user === undefined ? {} : { user }),
    ...(group === undefined ? {} : { group }),
  };
}

type Files = Record<string, FilesEntry>;

async function addDigest(reader: SettingReader, path: string, fact: FileFact): Promise<FileFact> {
  const bytes = await reader.host.readBytes(path, { maxBytes: 65_536 });
  if (bytes.outcome !== 'read') return fact;
  return { ...fact, digest: createHash('sha256').update(bytes.value).digest('hex') };
}

async function addPattern(
  files: Files,
  reader: SettingReader,
  accounts: Accounts,
  pattern: string,
): Promise<void> {
  const expansion = await expandPattern(reader, pattern);
  if (!isExpanded(expansion)) {
    files[pattern] = expansion;
    return;
  }
  if (expansion.length === 0) files[pattern] = { absent: 'nothing is there' };
  else if (pattern.includes('*')) files[pattern] = { matches: expansion.length };
  for (const { path, stat } of expansion) {
    const fact = fileFact(stat, accounts);
    if (PUBLIC_PATTERNS.has(pattern)) files[path] = await addDigest(reader, path, fact);
    else files[path] ??= fact;
  }
}

async function addFlag(
  files: Files,
  reader: SettingReader,
  accounts: Accounts,
  flag: string,
  table: ProcessTable,
): Promise<void> {
  const named = await namedByFlag(reader, table, flag);
  if (!('path' in named)) {
    files[flag] = named;
    return;
  }
  const [found] = await matchesOf(reader, named.path);
  files[flag] =
    found === undefined
      ? { unreadable: 'namespace', detail: `${named.path} is not to be found as the process sees it` }
      : { ...fileFact(found, accounts), path: named.path };
}

/** What a flag names is a path and no pattern, whatever characters it has. */
async function matchesOf(reader: SettingReader, path: string): Promise<readonly HostStat[]> {
  const stat = await reader.host.stat(path);
  return stat.outcome === 'read' ? [stat.value] : [];
}

/** Mode and owner of every file that a benchmark names, on every distribution. Contents never leave the host. */
export const hostFiles: HostFilesCollector = {
  source: 'host/files',
  everySeconds: 600,
  reads: [
    ...PATHS.map((path) => ({
      path,
      why: PUBLIC_PATTERNS.has(path)
        ? 'mode, owner and digest; its content is public'
        : 'mode and owner; it is never opened',
      privilege: privilegeOf(path),
    })),
    { path: '/etc/passwd', why: 'names of owners', privilege: 'any-uid' },
    { path: '/etc/group', why: 'names of owning groups', privilege: 'any-uid' },
    { path: '/proc/*/status', why: 'which components run', privilege: 'any-uid' },
    { path: '/proc/*/cmdline', why: 'which files the components were told to use', privilege: 'any-uid' },
    ...NETWORK_READS,
  ],
  collectFiles: async (host, signal) => {
    const reader = new SettingReader(oncePerPass(host), signal);
    const accounts = await accountsOf(reader);
    const table = await nodeProcesses(reader);
    const files: Files = {};
    for (const pattern of PATHS) {
      signal.throwIfAborted();
      await addPattern(files, reader, accounts, pattern);
    }
    for (const flag of FLAGS) await addFlag(files, reader, accounts, flag, table);
    return files;
  },
};
