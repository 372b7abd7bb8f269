import type { Fact, JsonObject, Setting } from '@plimsoll/model';
import type { KubeClient } from '@plimsoll/probes/kube';
import { isObject } from '../../redaction/marker.js';
import { pause } from '../watch/pause.js';
import type { NodeSigns } from './node-signs.js';
import type { ClusterSigns } from './signs.js';

export const CLUSTER_VERSION_SECONDS = 300;

/** What it reads beside the Nodes and DaemonSets that pass by. */
export const CLUSTER_VERSION_PATHS = ['/version'] as const;

export interface ClusterVersionOptions {
  readonly client: KubeClient;
  readonly signs: ClusterSigns;
  /** API groups that the server has. */
  readonly groups: () => Promise<ReadonlySet<string>>;
  /** How long the first lists are waited for. */
  readonly patienceMs: number;
}

const NOT_YET = (what: string): Setting => ({ unreadable: 'io', detail: `${what} were not listed yet` });

/** Version, distribution and network of the cluster, one fact. @throws the KUBE codes */
export async function collectClusterVersion(
  { client, signs, groups, patienceMs }: ClusterVersionOptions,
  emit: (fact: Fact) => void,
  signal: AbortSignal,
): Promise<void> {
  const version = await client.json('/version', { signal });
  await Promise.race([signs.ready, pause(patienceMs, signal)]);
  const openshift = (await groups()).has('config.openshift.io');
  const settings = {
    ...versionSettings(isObject(version) ? version : {}),
    ...signSettings(signs, openshift),
  };
  emit({
    source: 'cluster/version',
    partition: '',
    subject: { group: '', kind: 'Cluster', namespace: '', name: 'cluster' },
    body: { shape: 'settings', settings },
  });
}

function versionSettings({ gitVersion, platform }: JsonObject): Record<string, Setting> {
  const said = (value: unknown): Setting =>
    typeof value === 'string' ? value : { absent: 'not in /version' };
  return { gitVersion: said(gitVersion), serverPlatform: said(platform) };
}

function signSettings(signs: ClusterSigns, openshift: boolean): Record<string, Setting> {
  const nodes = signs.nodes();
  const networks = signs.networks();
  return {
    ...(nodes ? nodeSettings(nodes, openshift) : { distribution: NOT_YET('Nodes') }),
    cni: networks
      ? networks.join(',') || { absent: 'no DaemonSet of a known network plugin' }
      : NOT_YET('DaemonSets'),
  };
}

function nodeSettings(nodes: readonly NodeSigns[], openshift: boolean): Record<string, Setting> {
  const distribution = openshift ? 'openshift' : nodes.find((node) => node.distribution)?.distribution;
  const providers = [...new Set(nodes.flatMap(({ provider }) => provider ?? []))].sort();
  return {
    distribution: distribution ?? { absent: 'no sign of one on any Node' },
    provider: providers.join(',') || { absent: 'no Node has a providerID' },
    windowsNodes: String(nodes.some(({ operatingSystem }) => operatingSystem === 'windows')),
    virtualNodes: String(nodes.some(({ virtual }) => virtual)),
  };
}
