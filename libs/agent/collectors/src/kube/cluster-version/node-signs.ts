import type { JsonObject, JsonValue } from '@plimsoll/model';
import { isObject } from '../../redaction/marker.js';

/** What a Node tells of what it runs on. */
export interface NodeSigns {
  readonly operatingSystem: 'linux' | 'windows' | 'unknown';
  /** There is no machine and no kernel of its own behind it: nothing runs there that could look at one. */
  readonly virtual: boolean;
  readonly distribution: string | undefined;
  /** The scheme of its providerID: `aws`, `gce`, `azure`, `kind` ... */
  readonly provider: string | undefined;
}

const part = (value: JsonValue | undefined, key: string): JsonValue | undefined =>
  isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
const text = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');

const VIRTUAL_LABELS: readonly (readonly [label: string, value: string])[] = [
  ['type', 'virtual-kubelet'],
  ['kubernetes.io/role', 'virtual-kubelet'],
  ['eks.amazonaws.com/compute-type', 'fargate'],
];
const VIRTUAL_TAINT = 'virtual-kubelet.io/provider';

/** By a label that the distribution's own nodes carry. */
const DISTRIBUTIONS: readonly (readonly [label: string, distribution: string])[] = [
  ['eks.amazonaws.com/nodegroup', 'eks'],
  ['eks.amazonaws.com/compute-type', 'eks'],
  ['cloud.google.com/gke-nodepool', 'gke'],
  ['kubernetes.azure.com/cluster', 'aks'],
  ['node.openshift.io/os_id', 'openshift'],
  ['k3s.io/hostname', 'k3s'],
  ['rke2.io/hostname', 'rke2'],
];

export function nodeSigns(node: JsonObject): NodeSigns {
  const labels = part(node.metadata, 'labels');
  const provider = /^([a-z0-9-]+):\/\//i.exec(text(part(node.spec, 'providerID')))?.[1];
  return {
    operatingSystem: operatingSystem(node, labels),
    virtual: isVirtual(node, labels),
    distribution: DISTRIBUTIONS.find(([label]) => part(labels, label) !== undefined)?.[1],
    provider,
  };
}

function operatingSystem(node: JsonObject, labels: JsonValue | undefined): NodeSigns['operatingSystem'] {
  const said =
    text(part(part(node.status, 'nodeInfo'), 'operatingSystem')) || text(part(labels, 'kubernetes.io/os'));
  const lower = said.toLowerCase();
  return lower === 'linux' || lower === 'windows' ? lower : 'unknown';
}

function isVirtual(node: JsonObject, labels: JsonValue | undefined): boolean {
  if (VIRTUAL_LABELS.some(([label, value]) => part(labels, label) === value)) return true;
  const taints = part(node.spec, 'taints');
  return Array.isArray(taints) && taints.some((taint: JsonValue) => part(taint, 'key') === VIRTUAL_TAINT);
}
