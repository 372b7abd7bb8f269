import type { Setting } from '@plimsoll/model';
import { commandLine, flagValue, type ProcessTable } from '../host-collector/process-table.js';
import type { SettingReader } from '../host-collector/setting-reader.js';
import { isTable, settingAt, tableAt } from './toml-table.js';

const FILE = '/etc/docker/daemon.json';
const KEYS = [
  'tlsverify',
  'icc',
  'userns-remap',
  'no-new-privileges',
  'seccomp-profile',
  'selinux-enabled',
  'live-restore',
  'userland-proxy',
  'iptables',
  'experimental',
  'log-level',
  'log-driver',
  'storage-driver',
  'cgroup-parent',
];

/** A flag without a value is switched on. */
const switched = (value: string | undefined, flag: string, argv: readonly string[]): string | undefined =>
  argv.includes(`--${flag}`) && (value === undefined || value.startsWith('-')) ? 'true' : value;

/** How far the engine's socket reaches: `unix`, `tcp-tls`, `tcp`. */
function reachOf(hosts: readonly string[], isVerified: boolean): string {
  if (!hosts.some((host) => host.startsWith('tcp://'))) return 'unix';
  return isVerified ? 'tcp-tls' : 'tcp';
}

const hostsOf = (argv: readonly string[]): readonly string[] =>
  argv.flatMap((word, index) => {
    if (word === '-H' || word === '--host') return [argv[index + 1] ?? ''];
    const match = /^(?:-H|--host=)=?(.+)$/.exec(word);
    return match?.[1] === undefined ? [] : [match[1]];
  });

/** What the engine's file says, and its command line where that speaks; without either the defaults count. */
export async function dockerSettings(
  reader: SettingReader,
  table: ProcessTable,
): Promise<Record<string, Setting>> {
  const file = await tableAt(reader, FILE, 'json');
  const engine = table.processes.find(({ name }) => name === 'dockerd');
  const argv = engine === undefined ? [] : await commandLine(reader, engine.pid);
  const closed: Setting | undefined =
    'unreadable' in file
      ? file
      : argv === undefined
        ? { unreadable: 'permission', detail: 'the command line of dockerd cannot be read' }
        : undefined;
  const config = 'table' in file ? file.table : {};
  const words = argv ?? [];
  const of = (key: string): Setting =>
    closed ?? switched(flagValue(words, key), key, words) ?? settingAt(config, key);
  const hosts = settingAt(config, 'hosts');
  const all = [...hostsOf(words), ...(typeof hosts === 'string' ? hosts.split(',') : [])];
  const insecure = settingAt(config, 'insecure-registries');
  const unchecked =
    words.filter((word) => word.startsWith('--insecure-registry')).length +
    (typeof insecure === 'string' && insecure !== '' ? insecure.split(',').length : 0);
  return {
    ...Object.fromEntries(KEYS.map((key) => [`docker.${key}`, of(key)])),
    'docker.authorization-plugins': closed ?? settingAt(config, 'authorization-plugins'),
    'docker.features.cdi': closed ?? settingAt(config, 'features', 'cdi'),
    'docker.default-ulimits':
      closed ?? (isTable(config['default-ulimits']) ? 'present' : { absent: 'not set' }),
    'docker.hosts': closed ?? reachOf(all, of('tlsverify') === 'true'),
    'docker.insecure-registries': closed ?? `${unchecked}`,
  };
}
