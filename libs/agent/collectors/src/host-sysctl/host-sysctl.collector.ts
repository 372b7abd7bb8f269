import type { Setting } from '@plimsoll/model';
import type { HostCollector, Settings } from '../host-collector/host-collector.js';
import {
  belongsToNode,
  namespaceOfKey,
  namespaceOwner,
  type KernelNamespace,
  type NamespaceOwner,
} from '../host-collector/kernel-namespace.js';
import { SettingReader, settingsOf } from '../host-collector/setting-reader.js';
import { forwardingOf } from './ip-forwarding.js';
import { SYSCTL_KEYS, sysctlPath } from './sysctl-keys.js';

const KEYS = SYSCTL_KEYS.map((row) => row.key);
const NAMESPACES = [...new Set(KEYS.flatMap((key) => namespaceOfKey(key) ?? []))];

type Owners = ReadonlyMap<KernelNamespace, NamespaceOwner>;

const foreign = (namespace: KernelNamespace, owner: NamespaceOwner): Setting => ({
  unreadable: 'namespace',
  detail:
    owner.owner === 'other'
      ? `the reader is in another ${namespace} namespace than the node`
      : `not proven that the reader is in the node's ${namespace} namespace: ${owner.evidence}`,
});

async function settingAt(reader: SettingReader, owners: Owners, key: string): Promise<Setting> {
  const namespace = namespaceOfKey(key);
  const owner = namespace === undefined ? undefined : owners.get(namespace);
  if (namespace === undefined || owner === undefined || belongsToNode(owner))
    return reader.setting(sysctlPath(key));
  if (key === 'net.ipv4.ip_forward') return forwardingOf(reader, foreign(namespace, owner));
  return foreign(namespace, owner);
}

async function ownersFor(reader: SettingReader): Promise<Owners> {
  const pairs = NAMESPACES.map(async (name) => [name, await namespaceOwner(reader.host, name)] as const);
  return new Map(await Promise.all(pairs));
}

/** Whose values the namespaced keys are, as a setting of its own: a reader of the fact shall not have to guess. */
const ownerSettings = (owners: Owners): Settings =>
  Object.fromEntries([...owners].map(([name, { owner }]) => [`reader.${name}-namespace`, owner]));

/** Live kernel settings. Keys of a namespace are given only when it is proven to be the node's own. */
export const hostSysctl: HostCollector = {
  source: 'host/sysctl',
  everySeconds: 60,
  reads: [
    ...SYSCTL_KEYS.map(({ path, why }) => ({ path, why, privilege: 'any-uid' as const })),
    {
      path: '/proc/1/net/dev',
      why: "tells whether the reader shares the node's network namespace",
      privilege: 'any-uid',
    },
    {
      path: '/proc/1/net/snmp',
      why: 'says of the node itself whether it forwards packets',
      privilege: 'any-uid',
    },
  ],
  collect: async (host, signal) => {
    const reader = new SettingReader(host, signal);
    const owners = await ownersFor(reader);
    return { ...(await settingsOf(KEYS, (key) => settingAt(reader, owners, key))), ...ownerSettings(owners) };
  },
};
