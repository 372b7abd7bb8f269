import type { ControlPlaneComponent, Setting } from '@plimsoll/model';
import { K3S_READS, PROCESS_READS } from '../component-processes/component-process.collector.js';
import { knownFlags, pathIn } from '../component-processes/known-flags.js';
import type { HostCollector, HostRead, Settings } from '../host-collector/host-collector.js';
import { SettingReader } from '../host-collector/setting-reader.js';
import { configurationFile, configurationText, isUnread, member } from '../host-collector/yaml-file.js';
import { manifestPaths } from '../static-pods/static-pod.collector.js';
import { enabledLogins, LOGINS_KEY, WANTS } from './enabled-logins.js';
import { every, JUDGED_FILES, judgedKeys, type JudgedFile } from './judged-keys.js';
import { kubeletUnit, UNIT_FOLDERS } from './kubelet-unit.js';
import { bundleDigests } from './public-certificates.js';

const missing = (path: string): Setting => ({
  unreadable: 'not-mounted',
  detail: `${path}, which a flag names, is not here`,
});

async function settingsOfFile(reader: SettingReader, file: JudgedFile, path: Setting): Promise<Settings> {
  if (typeof path !== 'string') return every(file, path);
  const text = await configurationText(reader, path);
  if (typeof text === 'string') return judgedKeys(file, text);
  return every(file, 'absent' in text ? missing(path) : text);
}

/** With a file, kube-scheduler ignores `--profiling`. */
async function schedulerProfiling(reader: SettingReader, path: Setting): Promise<Setting> {
  if (typeof path !== 'string') return path;
  const file = await configurationFile(reader, path);
  if (isUnread(file)) return 'absent' in file ? missing(path) : file;
  const { apiVersion } = file.value;
  if (typeof apiVersion !== 'string' || !/^kubescheduler\.config\.k8s\.io\/v1(?:beta\d)?$/.test(apiVersion))
    return { unreadable: 'invalid', detail: `${path} is of a version that is not known` };
  const value = member(file.value, 'enableProfiling');
  if (value === undefined || value === null) return 'true';
  return typeof value === 'boolean' ? `${value}` : { unreadable: 'invalid', detail: 'no boolean' };
}

async function collectConfiguration(reader: SettingReader, signal: AbortSignal): Promise<Settings> {
  const [apiServer, etcd, scheduler] = await Promise.all([
    knownFlags(reader, 'kube-apiserver', signal),
    knownFlags(reader, 'etcd', signal),
    knownFlags(reader, 'kube-scheduler', signal),
  ]);
  const parts = await Promise.all(
    JUDGED_FILES.map((file) => settingsOfFile(reader, file, pathIn(apiServer, 'kube-apiserver', file.flag))),
  );
  return {
    ...Object.assign({}, ...parts),
    ...(await kubeletUnit(reader)),
    [LOGINS_KEY]: await enabledLogins(reader),
    'kube-scheduler enableProfiling': await schedulerProfiling(
      reader,
      pathIn(scheduler, 'kube-scheduler', '--config'),
    ),
    'kube-apiserver --client-ca-file sha256': await bundleDigests(
      reader,
      pathIn(apiServer, 'kube-apiserver', '--client-ca-file'),
    ),
    'etcd --trusted-ca-file sha256': await bundleDigests(reader, pathIn(etcd, 'etcd', '--trusted-ca-file')),
  };
}

const FLAGGED: readonly ControlPlaneComponent[] = ['kube-apiserver', 'etcd', 'kube-scheduler'];

const named = (path: string, why: string): HostRead => ({ path, why, privilege: 'uid-0' });

/** Judged keys of the files that flags name, and which authorities certificates come from. */
export const hostComponentConfiguration: HostCollector = {
  source: 'host/component-configuration',
  everySeconds: 300,
  reads: [
    ...PROCESS_READS,
    ...K3S_READS,
    ...FLAGGED.flatMap(manifestPaths).map((path) => named(path, 'flags that name the files')),
    ...UNIT_FOLDERS.flatMap((folder) => [
      {
        path: `${folder}/kubelet.service`,
        why: 'addresses denied to the kubelet',
        privilege: 'any-uid' as const,
      },
      { path: `${folder}/kubelet.service.d/*`, why: 'the same, in drop-ins', privilege: 'any-uid' as const },
    ]),
    ...WANTS.map((path) => ({
      path,
      why: 'whether logins are started at boot',
      privilege: 'any-uid' as const,
    })),
    named('/etc/kubernetes/*', 'files that flags of kube-apiserver name; judged keys only'),
    { path: '/etc/kubernetes/pki/ca.crt', why: 'digest of a public certificate', privilege: 'any-uid' },
    { path: '/etc/kubernetes/pki/etcd/ca.crt', why: 'digest of a public certificate', privilege: 'any-uid' },
  ],
  collect: (host, signal) => collectConfiguration(new SettingReader(host, signal), signal),
};
