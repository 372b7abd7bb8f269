import type { Setting } from '@plimsoll/model';
import type { SettingReader } from '../host-collector/setting-reader.js';
import { containerdConfig, type ContainerdConfig } from './containerd-config.js';
import { at, eachOf, isTable, settingAt, type Table } from './toml-table.js';

const OLD = 'io.containerd.grpc.v1.cri';
const RUNTIME = 'io.containerd.cri.v1.runtime';
const IMAGES = 'io.containerd.cri.v1.images';

const OF_RUNTIME = [
  'enable_selinux',
  'disable_apparmor',
  'unset_seccomp_profile',
  'restrict_oom_score_adj',
  'disable_proc_mount',
  'enable_unprivileged_ports',
  'enable_unprivileged_icmp',
  'device_ownership_from_security_context',
  'enable_cdi',
  'cdi_spec_dirs',
  'enable_criu',
];
const OF_HANDLERS = [
  'privileged_without_host_devices',
  'privileged_without_host_devices_all_devices_allowed',
  'cgroup_writable',
  'runtime_type',
  'runtime_path',
  'base_runtime_spec',
  'pod_annotations',
  'container_annotations',
];
const OF_STREAMS = ['disable_tcp_service', 'stream_server_address', 'enable_tls_streaming'];

type Settings = Record<string, Setting>;

/** The part of a plugin, by its name from version 3 on and its name before. */
const plugin = (config: Table, name: string): unknown =>
  at(config, 'plugins', name) ?? at(config, 'plugins', OLD);

function runtimeSettings(config: Table): Settings {
  const runtime = plugin(config, RUNTIME);
  const handlers = at(runtime, 'containerd', 'runtimes');
  return {
    ...Object.fromEntries(OF_RUNTIME.map((key) => [key, settingAt(runtime, key)])),
    ...Object.fromEntries(OF_HANDLERS.map((key) => [`runtimes.${key}`, eachOf(handlers, key)])),
    'runtimes.options.BinaryName': eachOf(handlers, 'options', 'BinaryName'),
    'runtimes.options.SystemdCgroup': eachOf(handlers, 'options', 'SystemdCgroup'),
    default_runtime_name: settingAt(runtime, 'containerd', 'default_runtime_name'),
    runtimes: isTable(handlers) ? Object.keys(handlers).sort().join(',') : { absent: 'not set' },
  };
}

/** How many registries of the old kind have something said of them; their names and passwords stay on the host. */
function registrySettings(config: Table): Settings {
  const registry = at(plugin(config, IMAGES), 'registry');
  const configs = at(registry, 'configs');
  const each = isTable(configs) ? Object.values(configs) : [];
  const unchecked = each.filter((one) => at(one, 'tls', 'insecure_skip_verify') === true).length;
  const auths = at(registry, 'auths');
  const passwords =
    each.filter((one) => at(one, 'auth') !== undefined).length +
    (isTable(auths) ? Object.keys(auths).length : 0);
  return {
    'registry.config_path': settingAt(registry, 'config_path'),
    'registry.configs.insecure_skip_verify': `${unchecked}`,
    'registry.auths': `${passwords}`,
  };
}

const SERVER = ['plugins', 'io.containerd.server.v1.'] as const;

/** What a service is told by its own section, or by that of the plugin which stands for it from version 4 on. */
function eitherOf(config: Table, own: readonly string[], plugged: readonly string[]): Setting {
  const [plugins = '', prefix = '', name = '', key = ''] = plugged;
  const setting = settingAt(config, plugins, `${prefix}${name}`, key);
  return typeof setting === 'object' && 'absent' in setting ? settingAt(config, ...own) : setting;
}

function serviceSettings(config: Table): Settings {
  const streams = at(config, 'plugins', OLD);
  return {
    ...Object.fromEntries(OF_STREAMS.map((key) => [key, settingAt(streams, key)])),
    'grpc.tcp_address': eitherOf(config, ['grpc', 'tcp_address'], [...SERVER, 'grpc-tcp', 'address']),
    'grpc.uid': settingAt(config, 'grpc', 'uid'),
    'grpc.gid': settingAt(config, 'grpc', 'gid'),
    'metrics.address': eitherOf(config, ['metrics', 'address'], [...SERVER, 'metrics', 'address']),
    'debug.address': eitherOf(config, ['debug', 'address'], [...SERVER, 'debug', 'address']),
    'debug.level': settingAt(config, 'debug', 'level'),
    'nri.disable': settingAt(config, 'plugins', 'io.containerd.nri.v1.nri', 'disable'),
    'image_verifier.bin_dir': settingAt(
      config,
      'plugins',
      'io.containerd.image-verifier.v1.bindir',
      'bin_dir',
    ),
    max_container_log_line_size: settingAt(plugin(config, RUNTIME), 'max_container_log_line_size'),
  };
}

const settingsOf = (config: Table): Settings => ({
  imports: settingAt(config, 'imports'),
  ...runtimeSettings(config),
  ...registrySettings(config),
  ...serviceSettings(config),
});

const KEYS = Object.keys(settingsOf({}));

const differs = (left: Setting | undefined, right: Setting | undefined): boolean =>
  JSON.stringify(left) !== JSON.stringify(right);

/** A value counts where every release that takes the files comes to it. */
function agreed(config: ContainerdConfig): Settings {
  if (!('ways' in config)) return Object.fromEntries(KEYS.map((key) => [key, config]));
  const [first = {}, ...others] = config.ways.map(settingsOf);
  const unclear: Setting = {
    unreadable: 'invalid',
    detail: 'an import says something else, and releases differ in which of the two counts',
  };
  return Object.fromEntries(
    Object.entries(first).map(([key, setting]) => [
      key,
      others.some((other) => differs(setting, other[key])) ? unclear : setting,
    ]),
  );
}

/** Every key as `containerd.<key>`; without a file the defaults count, which is absence. */
export async function containerdSettings(
  reader: SettingReader,
  path: string | Exclude<Setting, string>,
): Promise<Settings> {
  const config = typeof path === 'string' ? await containerdConfig(reader, path) : path;
  const noFile = !('ways' in config) && 'absent' in config;
  const settings = noFile ? settingsOf({}) : agreed(config);
  return Object.fromEntries([
    ...Object.entries(settings).map(([key, setting]) => [`containerd.${key}`, setting]),
    ['containerd.version', 'ways' in config ? config.version : config],
  ]);
}
