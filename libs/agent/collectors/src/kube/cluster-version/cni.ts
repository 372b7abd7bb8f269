import type { JsonObject } from '@plimsoll/model';
import { isObject } from '../../redaction/marker.js';

/** Names of the DaemonSets that network plugins are installed as. */
const PLUGINS: readonly (readonly [name: RegExp, plugin: string])[] = [
  [/^cilium$/, 'cilium'],
  [/^anetd$/, 'cilium'],
  [/^calico-node$/, 'calico'],
  [/^canal$/, 'canal'],
  [/^rke2-canal$/, 'canal'],
  [/^aws-node$/, 'amazon-vpc'],
  [/^azure-(?:cni|cns)/, 'azure'],
  [/^kube-flannel/, 'flannel'],
  [/^weave-net$/, 'weave'],
  [/^kindnet$/, 'kindnet'],
  [/^antrea-agent$/, 'antrea'],
  [/^kube-router$/, 'kube-router'],
  [/^ovnkube-node/, 'ovn-kubernetes'],
  [/^kube-ovn-cni$/, 'kube-ovn'],
  [/^sdn$/, 'openshift-sdn'],
];

/** The network plugin that a DaemonSet is, if it is one. */
export function cniOf({ metadata }: JsonObject): string | undefined {
  const name = isObject(metadata) ? metadata.name : undefined;
  return typeof name === 'string' ? PLUGINS.find(([known]) => known.test(name))?.[1] : undefined;
}
