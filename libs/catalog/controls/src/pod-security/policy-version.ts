import type { JsonValue } from '@plimsoll/model';

/** The newest policy version whose rules are known, as the minor number of Kubernetes 1.x; newer ones are judged by it. */
export const NEWEST_POLICY_MINOR = 37;

/**
 * The policy version that goes with a Kubernetes version such as `1.34`, `v1.34.2` or `1.34+`, as a minor number.
 * Undefined for what is not a version.
 */
export function policyMinor(kubernetesVersion: string): number | undefined {
  if (last?.version !== kubernetesVersion)
    last = { version: kubernetesVersion, minor: readMinor(kubernetesVersion) };
  return last.minor;
}

/** The last one read: every control of every pod of a cluster asks for the same. */
let last: { readonly version: string; readonly minor: number | undefined } | undefined;

function readMinor(kubernetesVersion: string): number | undefined {
  const match = /^v?(\d{1,4})\.(\d{1,4})(?:\D|$)/.exec(kubernetesVersion);
  const major = Number(match?.[1]);
  if (!match || major < 1) return undefined;
  return major > 1 ? NEWEST_POLICY_MINOR : Math.min(Number(match[2]), NEWEST_POLICY_MINOR);
}

/** The policy version of the cluster as the derived fact `platform` tells it. */
export function platformMinor(platform: JsonValue | undefined): number | undefined {
  if (typeof platform !== 'object' || platform === null || !('kubernetesVersion' in platform))
    return undefined;
  const version = platform.kubernetesVersion;
  return typeof version === 'string' ? policyMinor(version) : undefined;
}
