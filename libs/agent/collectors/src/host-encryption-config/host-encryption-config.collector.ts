import { K3S_READS, PROCESS_READS } from '../component-processes/component-process.collector.js';
import { knownFlags, pathIn } from '../component-processes/known-flags.js';
import type { HostCollector, Settings } from '../host-collector/host-collector.js';
import { SettingReader } from '../host-collector/setting-reader.js';
import { configurationText } from '../host-collector/yaml-file.js';
import { manifestPaths } from '../static-pods/static-pod.collector.js';
import { encryptionSettings, FILE } from './encryption-settings.js';

async function collectEncryption(reader: SettingReader, signal: AbortSignal): Promise<Settings> {
  const flags = await knownFlags(reader, 'kube-apiserver', signal);
  const path = pathIn(flags, 'kube-apiserver', '--encryption-provider-config');
  if (typeof path !== 'string') return { [FILE]: path };
  const text = await configurationText(reader, path);
  if (typeof text === 'string') return encryptionSettings(path, text);
  return {
    [FILE]: 'absent' in text ? { unreadable: 'not-mounted', detail: `${path} is not on this host` } : text,
  };
}

/** How resources are encrypted at rest: providers in their order. Never a key. */
export const hostEncryptionConfig: HostCollector = {
  source: 'host/encryption-config',
  everySeconds: 300,
  reads: [
    ...PROCESS_READS,
    ...K3S_READS,
    ...manifestPaths('kube-apiserver').map((path) => ({
      path,
      why: 'the flag that names the file',
      privilege: 'uid-0' as const,
    })),
    {
      path: '/etc/kubernetes/*',
      why: 'the file that --encryption-provider-config names: names of resources and providers only',
      privilege: 'uid-0',
    },
    {
      path: '/var/lib/rancher/*/server/cred/encryption-config.json',
      why: 'the same, of k3s and RKE2',
      privilege: 'uid-0',
    },
  ],
  collect: (host, signal) => collectEncryption(new SettingReader(host, signal), signal),
};
