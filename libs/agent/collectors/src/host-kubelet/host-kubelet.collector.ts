import type { Setting } from '@plimsoll/model';
import {
  componentSettings,
  K3S_READS,
  PROCESS_READS,
} from '../component-processes/component-process.collector.js';
import { PROCESS } from '../component-processes/process-settings.js';
import type { HostCollector, Settings } from '../host-collector/host-collector.js';
import { SettingReader } from '../host-collector/setting-reader.js';
import { configurationFile, namesIn, type Unread } from '../host-collector/yaml-file.js';
import { isKnownVersion, mergeKubelet, type KubeletLayer } from './merge-kubelet.js';

/** Where distributions keep what `--config` and `--config-dir` name. */
const USUAL_PATHS = [
  '/var/lib/kubelet/config.yaml',
  '/etc/kubernetes/kubelet-config.yaml',
  '/etc/kubernetes/kubelet/kubelet-config.json',
  '/etc/kubernetes/kubelet/config.json',
  '/etc/kubernetes/kubelet/config.json.d/*',
  '/etc/default/kubeletconfig.json',
  '/home/kubernetes/kubelet-config.yaml',
  '/etc/kubernetes/kubelet.conf',
  '/etc/kubernetes/kubelet.yaml',
  '/var/lib/rancher/rke2/agent/etc/kubelet.conf.d/*',
  '/var/lib/rancher/k3s/agent/etc/kubelet.conf.d/*',
];

/** k3s from 1.32 writes its own drop-ins where a kubelet finds them without being told to. */
const EMBEDDED_FOLDER = '/var/lib/rancher/k3s/agent/etc/kubelet.conf.d';

/** A kubelet that runs has found what its flags name, in its own file system. */
const notHere = (path: string): Unread => ({
  unreadable: 'not-mounted',
  detail: `${path}, which a flag names, is not here`,
});

async function layer(reader: SettingReader, path: string): Promise<KubeletLayer> {
  const file = await configurationFile(reader, path);
  if ('absent' in file) return { origin: path, content: notHere(path) };
  if ('value' in file && !isKnownVersion(file.value))
    return {
      origin: path,
      content: { unreadable: 'invalid', detail: `${path} is of a version that is not known` },
    };
  return { origin: path, content: file };
}

async function dropIns(reader: SettingReader, folder: string): Promise<readonly KubeletLayer[]> {
  const names = await namesIn(reader, folder, /\.conf$/);
  if (!isNames(names)) return [{ origin: folder, content: 'absent' in names ? notHere(folder) : names }];
  return Promise.all(names.map((name) => layer(reader, `${folder}/${name}`)));
}

const isNames = (names: readonly string[] | Unread): names is readonly string[] => Array.isArray(names);

/** A folder that is not there holds nothing when nobody named it. */
async function embeddedDropIns(reader: SettingReader): Promise<readonly KubeletLayer[]> {
  const names = await namesIn(reader, EMBEDDED_FOLDER, /\.conf$/);
  return !isNames(names) && 'absent' in names ? [] : dropIns(reader, EMBEDDED_FOLDER);
}

/** A file, or a folder, that a flag names; a flag that cannot be read may name anything. */
async function named(
  flag: Setting | undefined,
  read: (path: string) => Promise<readonly KubeletLayer[]>,
): Promise<readonly KubeletLayer[]> {
  if (typeof flag === 'string') return flag === '' ? [] : read(flag);
  return flag !== undefined && 'unreadable' in flag ? [{ origin: 'flag', content: flag }] : [];
}

async function collectKubelet(reader: SettingReader): Promise<Settings> {
  const flags = await componentSettings(reader, 'kubelet');
  const seen = flags[PROCESS];
  if (typeof seen !== 'string') return { [PROCESS]: seen ?? { absent: 'no process of kubelet' } };
  const file = await named(flags['--config'], async (path) => [await layer(reader, path)]);
  const folder = await named(flags['--config-dir'], (path) => dropIns(reader, path));
  const embedded = seen.startsWith('k3s ') ? await embeddedDropIns(reader) : [];
  const hasFile = typeof flags['--config'] === 'string' && flags['--config'] !== '';
  return {
    [PROCESS]: seen,
    ...mergeKubelet([...file, ...folder, ...embedded], flags, hasFile || embedded.length > 0),
  };
}

/** What the kubelet works with: flags, file and drop-ins in its own precedence, each value with its origin. */
export const hostKubelet: HostCollector = {
  source: 'host/kubelet',
  everySeconds: 60,
  reads: [
    ...PROCESS_READS,
    ...K3S_READS,
    ...USUAL_PATHS.map((path) => ({
      path,
      why: 'configuration of the kubelet, where its flags name this place; judged keys only',
      privilege: 'uid-0' as const,
    })),
  ],
  collect: (host, signal) => collectKubelet(new SettingReader(host, signal)),
};
