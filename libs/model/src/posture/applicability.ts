import { compare, parseVersion } from './requirement.js';

/** For which clusters a framework is written; what is not named does not matter to it. */
export interface FrameworkScope {
  /** Names of distributions, as the platform of a cluster has them. */
  readonly distributions?: readonly string[];
  /** Kubernetes versions `X.Y`, both ends included. */
  readonly from?: string;
  readonly to?: string;
}

/** What was detected of a cluster; what was not is left out, and then rules nothing out. */
export interface PostureContext {
  /** `X.Y`. */
  readonly kubernetesVersion?: string;
  readonly distribution?: string;
}

/** Why a framework is not for a cluster; undefined when it is, or when nothing speaks against it. */
export function outsideOf(
  { distributions, from, to }: FrameworkScope,
  { kubernetesVersion, distribution }: PostureContext,
): string | undefined {
  if (distributions !== undefined && distribution !== undefined && !distributions.includes(distribution))
    return `written for ${distributions.join(', ')}, and this cluster is ${distribution}`;
  const version = kubernetesVersion === undefined ? undefined : parseVersion(kubernetesVersion);
  const [first, last] = [from, to].map((end) => (end === undefined ? undefined : parseVersion(end)));
  if (version === undefined) return undefined;
  if (first !== undefined && compare(version, first) < 0)
    return `written for Kubernetes ${from} and later, and this cluster has ${kubernetesVersion}`;
  if (last !== undefined && compare(version, last) > 0)
    return `written for Kubernetes up to ${to}, and this cluster has ${kubernetesVersion}`;
  return undefined;
}
