import type { JsonObject, Setting } from '@plimsoll/model';
import {
  componentSettings,
  K3S_READS,
  PROCESS_READS,
} from '../component-processes/component-process.collector.js';
import { PROCESS } from '../component-processes/process-settings.js';
import type { HostCollector, Settings } from '../host-collector/host-collector.js';
import { SettingReader } from '../host-collector/setting-reader.js';
import { configurationFile, member } from '../host-collector/yaml-file.js';
import { originKey, textOf } from '../host-kubelet/merge-kubelet.js';

const VERSION = 'kubeproxy.config.k8s.io/v1alpha1';

/** Fields with their flags and the defaults of kubeproxy.config.k8s.io/v1alpha1. */
const FIELDS: readonly { readonly field: string; readonly flag: string; readonly standard: string }[] = [
  { field: 'metricsBindAddress', flag: '--metrics-bind-address', standard: '127.0.0.1:10249' },
  { field: 'bindAddress', flag: '--bind-address', standard: '0.0.0.0' },
  { field: 'mode', flag: '--proxy-mode', standard: '' },
];

const entries = (key: string, setting: Setting, origin: string): Settings => ({
  [key]: setting,
  [originKey(key)]: origin,
});

const isKnown = (value: JsonObject): boolean =>
  value.apiVersion === VERSION && value.kind === 'KubeProxyConfiguration';

/** With a file, kube-proxy does not look at the flags that the file has fields for. */
async function fromFile(reader: SettingReader, path: string): Promise<Settings> {
  const file = await configurationFile(reader, path);
  const unknown: Setting | undefined =
    'absent' in file
      ? { unreadable: 'not-mounted', detail: `${path} is within the container of kube-proxy` }
      : 'unreadable' in file
        ? file
        : isKnown(file.value)
          ? undefined
          : { unreadable: 'invalid', detail: `${path} is of a version that is not known` };
  return Object.assign(
    {},
    ...FIELDS.map(({ field, standard }) => {
      if (unknown !== undefined || !('value' in file)) return entries(field, unknown ?? '', path);
      const text = textOf(member(file.value, field));
      return text === undefined || text === ''
        ? entries(field, standard, 'default')
        : entries(field, text, path);
    }),
  );
}

function fromFlags(flags: Settings): Settings {
  return Object.assign(
    {},
    ...FIELDS.map(({ field, flag, standard }) => {
      const said = flags[flag];
      const isSaid = said !== undefined && said !== '' && (typeof said === 'string' || 'unreadable' in said);
      return isSaid ? entries(field, said, 'flag') : entries(field, standard, 'default');
    }),
  );
}

async function collectProxy(reader: SettingReader): Promise<Settings> {
  const flags = await componentSettings(reader, 'kube-proxy');
  const seen = flags[PROCESS];
  if (typeof seen !== 'string') return { [PROCESS]: seen ?? { absent: 'no process of kube-proxy' } };
  const config = flags['--config'];
  if (typeof config === 'string' && config !== '')
    return { [PROCESS]: seen, ...(await fromFile(reader, config)) };
  if (config !== undefined && typeof config !== 'string' && 'unreadable' in config)
    return Object.assign({ [PROCESS]: seen }, ...FIELDS.map(({ field }) => entries(field, config, 'flag')));
  return { [PROCESS]: seen, ...fromFlags(flags) };
}

/** What kube-proxy works with, each value with its origin. */
export const hostKubeProxy: HostCollector = {
  source: 'host/kube-proxy',
  everySeconds: 60,
  reads: [
    ...PROCESS_READS,
    ...K3S_READS,
    {
      path: '/var/lib/kube-proxy/config.conf',
      why: 'configuration of kube-proxy, where its flags name this place; judged keys only',
      privilege: 'any-uid',
    },
  ],
  collect: (host, signal) => collectProxy(new SettingReader(host, signal)),
};
