import type { SubjectView } from '@plimsoll/engine';
import type { ControlPlaneComponent } from '@plimsoll/model';
import { kubernetesVersionOf } from './seen-component.js';

/** What it means that a flag is not given: what the component does then, and what that deserves. */
export interface Effect {
  readonly verdict: 'pass' | 'fail' | 'not-applicable';
  /** What the component does without it; of `not-applicable` the reason. */
  readonly does: string;
}

/** The effect of one version on, `X.Y`. */
export interface SinceEffect extends Effect {
  readonly since: string;
}

/** An effect for all versions, or one for each span of them: the first is that of everything before the others. */
export type Unset = Effect | { readonly first: Effect; readonly later: readonly SinceEffect[] };

export const bad = (does: string): Effect => ({ verdict: 'fail', does });
export const fine = (does: string): Effect => ({ verdict: 'pass', does });
export const goneSince = (since: string, does: string): SinceEffect => ({
  verdict: 'not-applicable',
  does,
  since,
});

const compare = (left: string, right: string): number => {
  const [a = 0, b = 0] = left.split('.').map(Number);
  const [c = 0, d = 0] = right.split('.').map(Number);
  return a - c || b - d;
};

/** undefined where the version decides and is not known. */
export function effectOf(
  unset: Unset,
  view: SubjectView,
  component?: ControlPlaneComponent,
): Effect | undefined {
  if ('verdict' in unset) return unset;
  const version = kubernetesVersionOf(view, component);
  if (version === undefined) return undefined;
  return unset.later.findLast(({ since }) => compare(version, since) >= 0) ?? unset.first;
}
