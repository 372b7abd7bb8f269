import {
  CONTROL_PLANE,
  FILE_GROUPS,
  parseFlags,
  type ControlPlaneComponent,
  type Setting,
} from '@plimsoll/model';
import { etcdSettings } from '../component-processes/etcd-settings.js';
import type { HostCollector, Settings } from '../host-collector/host-collector.js';
import { SettingReader } from '../host-collector/setting-reader.js';
import { configurationText, parsedConfiguration } from '../host-collector/yaml-file.js';
import { podCommand } from './pod-words.js';

/** The key that says whether there is a manifest, and where. */
export const MANIFEST = 'manifest';

/** Where distributions keep the manifest; an etcd's own configuration file is none. */
export const manifestPaths = (component: ControlPlaneComponent): readonly string[] =>
  Object.values(FILE_GROUPS[`${component}-manifest`])
    .flat()
    .filter((path) => !path.endsWith('/config'));

/** MicroK8s keeps a file of flags, one a line. */
const isArguments = (path: string): boolean => path.includes('/args/');

const argumentWords = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));

/** `$(NAME)` becomes something else when the container starts. */
const expanded = (settings: Settings): Settings =>
  Object.fromEntries(
    Object.entries(settings).map(([key, setting]): [string, Setting] => [
      key,
      typeof setting === 'string' && setting.includes('$(')
        ? { unreadable: 'invalid', detail: 'depends on a variable of the container' }
        : setting,
    ]),
  );

function settingsOfManifest(component: ControlPlaneComponent, path: string, text: string): Settings {
  if (isArguments(path)) return { [MANIFEST]: path, ...parseFlags(component, argumentWords(text)) };
  const file = parsedConfiguration(text, path);
  const command = 'value' in file ? podCommand(component, file.value) : undefined;
  if (command === undefined)
    return {
      [MANIFEST]: { unreadable: 'invalid', detail: `${path} is no manifest that starts ${component}` },
    };
  const version: Setting = command.version ?? { absent: 'not in the tag of the image' };
  return { [MANIFEST]: path, version, ...expanded(parseFlags(component, command.words)) };
}

async function collectManifest(reader: SettingReader, component: ControlPlaneComponent): Promise<Settings> {
  let closed: Setting | undefined;
  for (const path of manifestPaths(component)) {
    const text = await configurationText(reader, path);
    if (typeof text !== 'string') {
      if ('unreadable' in text) closed ??= text;
      continue;
    }
    const settings = settingsOfManifest(component, path, text);
    if (component !== 'etcd' || typeof settings[MANIFEST] !== 'string') return settings;
    const { process: _, ...decided } = await etcdSettings(reader, { ...settings, process: path });
    return { ...settings, ...decided };
  }
  return { [MANIFEST]: closed ?? { absent: `no manifest of ${component}` } };
}

/** Flags of one component of the control plane, as its static Pod is written down on the host. */
export const staticPod = (component: ControlPlaneComponent): HostCollector => ({
  source: `static-pod/${component}`,
  everySeconds: 300,
  reads: manifestPaths(component).map((path) => ({
    path,
    why: `flags of ${component}, where its process cannot be seen`,
    privilege: 'uid-0',
  })),
  collect: (host, signal) => collectManifest(new SettingReader(host, signal), component),
});

export const staticPodCollectors: readonly HostCollector[] = CONTROL_PLANE.map(staticPod);
