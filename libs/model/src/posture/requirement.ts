import type { ControlId } from '../ids.js';
import { controlState, type ControlTally } from './tally.js';

/** What the arithmetic needs of a numbered item of a framework; the catalogue's Requirement is one. */
export interface PostureRequirement {
  readonly id: string;
  readonly assessment: 'automated' | 'manual';
  readonly controls: readonly { readonly control: ControlId; readonly mapping: 'direct' | 'partial' }[];
  /** Kubernetes versions `X.Y`, both ends included; `otherwise` is the reason outside of them. */
  readonly versions?: { readonly from?: string; readonly to?: string; readonly otherwise: string };
}

export type RequirementVerdict = 'pass' | 'fail' | 'unknown' | 'manual' | 'not-applicable';

export interface RequirementState {
  readonly id: string;
  readonly verdict: RequirementVerdict;
  /** '' when the verdict says all. */
  readonly reason: string;
  /** The controls that made the verdict what it is; those that would have to change for another. */
  readonly controls: readonly ControlId[];
}

export type Tallies = ReadonlyMap<ControlId, ControlTally>;

/** What the window of versions says: inside, outside (with the reason), or not to be told without a version. */
type Window = { readonly inside: boolean | undefined; readonly reason: string };

const WORST = ['fail', 'unknown', 'manual', 'pass'] as const;

/**
 * Worst of fail > unknown > manual > pass over the controls, not-applicable ones left out (DESIGN section 8). A
 * requirement with a window of versions cannot pass while the version is not known; it can fail.
 */
export function requirementState(
  requirement: PostureRequirement,
  tallies: Tallies,
  kubernetesVersion?: string,
): RequirementState {
  const { id } = requirement;
  const window = windowOf(requirement, kubernetesVersion);
  if (window.inside === false) return { id, verdict: 'not-applicable', reason: window.reason, controls: [] };
  const state = worstOf(requirement, tallies);
  if (window.inside === undefined && (state.verdict === 'pass' || state.verdict === 'manual')) {
    return { ...state, verdict: 'unknown', reason: window.reason };
  }
  return state;
}

function worstOf(requirement: PostureRequirement, tallies: Tallies): RequirementState {
  const { id } = requirement;
  if (requirement.controls.length === 0) {
    return requirement.assessment === 'manual'
      ? { id, verdict: 'manual', reason: 'needs an attestation', controls: [] }
      : { id, verdict: 'unknown', reason: 'not-implemented', controls: [] };
  }
  const parts = requirement.controls.map((mapped) => partOf(requirement, mapped, tallies));
  for (const verdict of WORST) {
    const deciding = parts.filter((part) => part.verdict === verdict);
    if (deciding.length === 0) continue;
    return {
      id,
      verdict,
      reason: deciding.find((part) => part.reason !== '')?.reason ?? '',
      controls: deciding.map((part) => part.control),
    };
  }
  return {
    id,
    verdict: 'not-applicable',
    reason: parts[0]?.reason ?? '',
    controls: parts.map((part) => part.control),
  };
}

interface Part {
  readonly control: ControlId;
  readonly verdict: RequirementVerdict;
  readonly reason: string;
}

function partOf(
  requirement: PostureRequirement,
  mapped: PostureRequirement['controls'][number],
  tallies: Tallies,
): Part {
  const { control } = mapped;
  const state = controlState(tallies.get(control));
  if (state.state === 'pass' && (mapped.mapping === 'partial' || requirement.assessment === 'manual')) {
    return { control, verdict: 'manual', reason: 'partial evidence passes' };
  }
  const reason = 'reason' in state && state.reason !== 'verdicts' ? state.reason : '';
  return { control, verdict: state.state, reason };
}

function windowOf({ versions }: PostureRequirement, kubernetesVersion: string | undefined): Window {
  if (versions === undefined || (versions.from === undefined && versions.to === undefined))
    return { inside: true, reason: '' };
  const version = kubernetesVersion === undefined ? undefined : parseVersion(kubernetesVersion);
  if (version === undefined) return { inside: undefined, reason: 'the Kubernetes version is not known' };
  const from = versions.from === undefined ? undefined : parseVersion(versions.from);
  const to = versions.to === undefined ? undefined : parseVersion(versions.to);
  const inside =
    (from === undefined || compare(version, from) >= 0) && (to === undefined || compare(version, to) <= 0);
  return { inside, reason: versions.otherwise };
}

type Version = readonly [major: number, minor: number];

/** `1.34`, `v1.34.2`, `1.34+`; undefined for anything else. @internal */
export function parseVersion(text: string): Version | undefined {
  const [, major, minor] = /^v?(\d{1,6})\.(\d{1,6})/.exec(text) ?? [];
  return major === undefined || minor === undefined ? undefined : [Number(major), Number(minor)];
}

/** @internal */
export const compare = (left: Version, right: Version): number => left[0] - right[0] || left[1] - right[1];
