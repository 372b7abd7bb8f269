import type { Setting } from '@plimsoll/model';
import { explained } from '../host-collector/proven-absence.js';
import { commandLine, flagValue, type ProcessTable } from '../host-collector/process-table.js';
import type { SettingReader } from '../host-collector/setting-reader.js';
import { at, eachOf, merged, settingAt, tableAt, type Table } from './toml-table.js';

const MAIN = '/etc/crio/crio.conf';
const FOLDER = '/etc/crio/crio.conf.d';
const MOST_FILES = 64;

const OF_RUNTIME = [
  'selinux',
  'hostnetwork_disable_selinux',
  'seccomp_profile',
  'privileged_seccomp_profile',
  'apparmor_profile',
  'default_capabilities',
  'add_inheritable_capabilities',
  'default_sysctls',
  'allowed_devices',
  'additional_devices',
  'hooks_dir',
  'default_mounts_file',
  'default_runtime',
  'no_pivot',
  'pids_limit',
  'device_ownership_from_security_context',
  'absent_mount_sources_to_reject',
];
const KEYS: readonly (readonly [section: string, key: string])[] = [
  ...OF_RUNTIME.map((key) => ['runtime', key] as const),
  ...['stream_address', 'stream_enable_tls', 'tls_min_version'].map((key) => ['api', key] as const),
  ...['insecure_registries', 'signature_policy'].map((key) => ['image', key] as const),
  ['metrics', 'enable_metrics'],
];
const OF_HANDLERS = [
  'allowed_annotations',
  'runtime_type',
  'runtime_path',
  'privileged_without_host_devices',
];

type Settings = Record<string, Setting>;

function settingsFrom(config: Table): Settings {
  const crio = at(config, 'crio');
  const handlers = at(crio, 'runtime', 'runtimes');
  const workloads = at(crio, 'runtime', 'workloads');
  return {
    ...Object.fromEntries(
      KEYS.map(([section, key]) => [`crio.${section}.${key}`, settingAt(crio, section, key)]),
    ),
    ...Object.fromEntries(OF_HANDLERS.map((key) => [`crio.runtime.runtimes.${key}`, eachOf(handlers, key)])),
    'crio.runtime.workloads.allowed_annotations': eachOf(workloads, 'allowed_annotations'),
  };
}

interface Loaded {
  readonly config: Table;
  readonly problem?: Exclude<Setting, string>;
}

/** The main file, then the drop-ins in the order of their names; a later value stands for an earlier one. */
async function load(reader: SettingReader): Promise<Loaded> {
  const listed = await explained(reader, FOLDER, await reader.host.list(FOLDER));
  if (listed.outcome === 'unreadable')
    return { config: {}, problem: { unreadable: listed.reason, detail: listed.detail } };
  const names = listed.outcome === 'read' ? listed.value : [];
  if (names.length > MOST_FILES)
    return { config: {}, problem: { unreadable: 'too-large', detail: 'too many drop-ins' } };
  let config: Table = {};
  for (const path of [MAIN, ...names.map((name) => `${FOLDER}/${name}`)]) {
    const file = await tableAt(reader, path, 'toml');
    if ('unreadable' in file) return { config, problem: file };
    if ('table' in file) config = merged(config, file.table, { lists: 'replace', emptyCounts: true });
  }
  return { config };
}

/** How many registries need no certificate, by registries.conf. */
async function insecureRegistries(reader: SettingReader): Promise<Setting> {
  const file = await tableAt(reader, '/etc/containers/registries.conf', 'toml');
  if (!('table' in file)) return file;
  const listed = at(file.table, 'registry');
  const registries: readonly unknown[] = Array.isArray(listed) ? listed : [];
  const mirrors = registries.flatMap((one): readonly unknown[] => {
    const found = at(one, 'mirror');
    return Array.isArray(found) ? found : [];
  });
  return `${[...registries, ...mirrors].filter((one) => at(one, 'insecure') === true).length}`;
}

/** What the policy of signatures does with images of which it says nothing. */
async function defaultPolicy(reader: SettingReader): Promise<Setting> {
  const file = await tableAt(reader, '/etc/containers/policy.json', 'json');
  if (!('table' in file)) return file;
  const rules = at(file.table, 'default');
  const type = Array.isArray(rules) ? at(rules[0], 'type') : undefined;
  return typeof type === 'string' ? type : { unreadable: 'invalid', detail: 'the policy has no default' };
}

/** Why the usual files say nothing: a CRI-O that was started with others. */
async function toldOtherwise(
  reader: SettingReader,
  table: ProcessTable,
): Promise<Exclude<Setting, string> | undefined> {
  const running = table.processes.find(({ name }) => name === 'crio');
  if (running === undefined) return undefined;
  const argv = await commandLine(reader, running.pid);
  if (argv === undefined)
    return { unreadable: 'permission', detail: 'the command line of CRI-O cannot be read' };
  const file = flagValue(argv, 'config') ?? flagValue(argv, 'c') ?? MAIN;
  const folder = flagValue(argv, 'config-dir') ?? flagValue(argv, 'd') ?? FOLDER;
  if (file === MAIN && folder.replace(/\/$/, '') === FOLDER) return undefined;
  return { unreadable: 'invalid', detail: 'CRI-O was told to take its configuration from elsewhere' };
}

/** Every key as `crio.<section>.<key>`; without a file the defaults count, which is absence. */
export async function crioSettings(reader: SettingReader, table: ProcessTable): Promise<Settings> {
  const { config, problem: unread } = await load(reader);
  const problem = (await toldOtherwise(reader, table)) ?? unread;
  const settings = settingsFrom(config);
  return {
    ...Object.fromEntries(Object.entries(settings).map(([key, setting]) => [key, problem ?? setting])),
    'registries.conf.insecure': await insecureRegistries(reader),
    'policy.json.default': await defaultPolicy(reader),
  };
}
