import type { Fact, JsonObject, JsonValue } from '@plimsoll/model';
import { member } from '../../json-access.js';
import type { Derivation } from '../../derivation.js';

/** What the cluster runs on. */
export type Platform = {
  /** `X.Y`. */
  readonly kubernetesVersion: string;
  /** As the source says it: `1.34.2+k3s1`. */
  readonly gitVersion: string;
  readonly distribution: Distribution;
};

export type Distribution = 'kubernetes' | 'eks' | 'gke' | 'aks' | 'k3s' | 'rke2' | 'openshift';

const DISTRIBUTIONS: readonly Distribution[] = [
  'kubernetes',
  'eks',
  'gke',
  'aks',
  'k3s',
  'rke2',
  'openshift',
];

/** undefined for a name that is none of ours. */
export const distributionNamed = (name: JsonValue | undefined): Distribution | undefined =>
  DISTRIBUTIONS.find((distribution) => distribution === name);

/** How vendors mark the version string. */
const MARKS: readonly [mark: RegExp, distribution: Distribution][] = [
  [/-eks-/, 'eks'],
  [/-gke\./, 'gke'],
  [/\+k3s/, 'k3s'],
  [/\+rke2/, 'rke2'],
];

/**
 * The cluster's Kubernetes version and distribution, at the key ''. Reads of `cluster/version` the settings
 * `gitVersion`, else `kubernetesVersion` or `version` (any of which may be `v1.34.2+k3s1` or `1.34`), and
 * `distribution` where it was detected by other means. Nothing is derived where no version was collected.
 */
export const platform: Derivation = {
  id: 'platform',
  sources: ['cluster/version'],
  derive: (facts) => {
    const found = facts.map(platformIn).filter((value) => value !== undefined);
    // One subject gives this source; were there more, the smallest text keeps the answer independent of their order.
    const [first] = found.sort((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1));
    return new Map<string, JsonObject>(first ? [['', { ...first }]] : []);
  },
  keyOf: () => '',
};

/** Reads a derived value; undefined for one that is none. */
export function platformOf(value: JsonValue | undefined): Platform | undefined {
  return isPlatform(value) ? value : undefined;
}

const isPlatform = (value: JsonValue | undefined): value is JsonObject & Platform =>
  typeof member(value, 'kubernetesVersion') === 'string';

function platformIn({ body }: Fact): Platform | undefined {
  if (body.shape !== 'settings') return undefined;
  const text = (key: string): string | undefined => {
    const setting = Object.hasOwn(body.settings, key) ? body.settings[key] : undefined;
    return typeof setting === 'string' ? setting : undefined;
  };
  const gitVersion = text('gitVersion') ?? text('kubernetesVersion') ?? text('version');
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(gitVersion ?? '') ?? [];
  if (gitVersion === undefined || major === undefined || minor === undefined) return undefined;
  const named = distributionNamed(text('distribution'));
  const marked = MARKS.find(([mark]) => mark.test(gitVersion))?.[1];
  return {
    kubernetesVersion: `${major}.${minor}`,
    gitVersion: gitVersion.replace(/^v/, ''),
    distribution: named ?? marked ?? 'kubernetes',
  };
}
