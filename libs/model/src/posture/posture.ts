import type { ControlId } from '../ids.js';
import { SEVERITY_WEIGHT, type Severity } from '../verdicts/verdict.js';
import { outsideOf, type FrameworkScope, type PostureContext } from './applicability.js';
import {
  requirementState,
  type PostureRequirement,
  type RequirementState,
  type RequirementVerdict,
  type Tallies,
} from './requirement.js';
import { effectiveCounts, judgedIn, type ControlTally } from './tally.js';

/** Below this coverage there is no score. */
export const SUFFICIENT_COVERAGE = 0.5;

/** A mapped control that does not exist has no severity of its own; it weighs in coverage like this one. */
const SEVERITY_OF_MISSING: Severity = 'medium';

/** A score, or why there is none. */
export type Score =
  | { readonly score: number /** 0 to 100 */; readonly reason: '' }
  | { readonly score: null; readonly reason: 'nothing to judge' | 'insufficient data' };

export interface Posture {
  readonly requirements: readonly RequirementState[];
  /** Requirements by verdict. */
  readonly counts: Readonly<Record<RequirementVerdict, number>>;
  /** 0 to 100; null without denominator or under half coverage. */
  readonly score: number | null;
  readonly scoreReason: Score['reason'];
  /** 0 to 1; null when every control is not-applicable. */
  readonly coverage: number | null;
  /** 0 to 1: passed / (passed + failed); null when there is neither. */
  readonly compliance: number | null;
}

/** What of a framework the arithmetic reads; the catalogue's Framework is one. */
export interface PostureFramework {
  readonly requirements: readonly PostureRequirement[];
  /** For which clusters it is written; for all without it. */
  readonly applies?: FrameworkScope;
}

/** Every requirement of a framework; all of them not-applicable, with the reason, where it is for other clusters. */
function statesOf(
  framework: PostureFramework,
  tallies: Tallies,
  context: PostureContext,
): readonly RequirementState[] {
  const outside = framework.applies && outsideOf(framework.applies, context);
  return framework.requirements.map((requirement) =>
    outside === undefined
      ? requirementState(requirement, tallies, context.kubernetesVersion)
      : { id: requirement.id, verdict: 'not-applicable', reason: outside, controls: [] },
  );
}

/** The posture of one cluster or namespace in one framework, over the controls' tallies after the overlays. */
export function postureOf(
  framework: PostureFramework,
  tallies: Tallies,
  context: PostureContext = {},
): Posture {
  const requirements = statesOf(framework, tallies, context);
  const counts = countVerdicts(requirements);
  const weighed = weighedTallies(framework, requirements, tallies);
  const coverage = coverageOf(weighed);
  const { score, reason } = scoreOf(weighed, coverage);
  return { requirements, counts, score, scoreReason: reason, coverage, compliance: complianceOf(counts) };
}

/** passed / (passed + failed), 0 to 1; null when there is neither. */
export function complianceOf(counts: { readonly pass: number; readonly fail: number }): number | null {
  return ratio(counts.pass, counts.pass + counts.fail);
}

/** Sum of w * judged/(judged + unknown) over controls that are not not-applicable / sum of w: 0 to 1. */
export function coverageOf(tallies: readonly ControlTally[]): number | null {
  let covered = 0;
  let weights = 0;
  for (const tally of tallies) {
    const counts = effectiveCounts(tally);
    const judged = judgedIn(counts);
    if (judged + counts.unknown === 0) continue;
    const weight = SEVERITY_WEIGHT[tally.severity];
    covered += (weight * judged) / (judged + counts.unknown);
    weights += weight;
  }
  return ratio(covered, weights);
}

/** Sum of w * pass/(pass + fail) over controls with a judged subject / sum of w, times 100; waived subjects left out. */
export function scoreOf(tallies: readonly ControlTally[], coverage = coverageOf(tallies)): Score {
  const { earned, weights } = points(tallies);
  if (coverage !== null && coverage < SUFFICIENT_COVERAGE)
    return { score: null, reason: 'insufficient data' };
  // Dividing first could round a sum of passes below 100.
  return weights === 0
    ? { score: null, reason: 'nothing to judge' }
    : { score: Math.min(100, (100 * earned) / weights), reason: '' };
}

/** The mean of the clusters that have a score, with the number that have none. */
export function organizationScore(scores: readonly (number | null)[]): {
  readonly score: number | null;
  readonly withScore: number;
  readonly without: number;
} {
  const known = scores.filter((score) => score !== null);
  return {
    score: ratio(
      known.reduce((sum, score) => sum + score, 0),
      known.length,
    ),
    withScore: known.length,
    without: scores.length - known.length,
  };
}

/** One control whose fixing raises the score. */
export interface Change {
  readonly control: ControlId;
  readonly severity: Severity;
  /** Subjects to fix. */
  readonly subjects: number;
  /** Points of the score that fixing all of them is worth. */
  readonly gain: number;
}

/** The controls whose fixing raises the score most, best first; equal ones by id. */
export function changesThatRaise(
  framework: PostureFramework,
  tallies: Tallies,
  context: PostureContext = {},
): Change[] {
  const requirements = statesOf(framework, tallies, context);
  const weighed = weighedTallies(framework, requirements, tallies);
  const { weights } = points(weighed);
  return weighed
    .filter(({ counts }) => counts.fail > 0)
    .map(({ control, severity, counts }) => ({
      control,
      severity,
      subjects: counts.fail,
      gain: (100 * SEVERITY_WEIGHT[severity] * counts.fail) / (counts.pass + counts.fail) / weights,
    }))
    .sort((left, right) => right.gain - left.gain || (left.control < right.control ? -1 : 1));
}

function points(tallies: readonly ControlTally[]): { readonly earned: number; readonly weights: number } {
  let earned = 0;
  let weights = 0;
  for (const { severity, counts } of tallies) {
    if (counts.pass + counts.fail === 0) continue;
    earned += (SEVERITY_WEIGHT[severity] * counts.pass) / (counts.pass + counts.fail);
    weights += SEVERITY_WEIGHT[severity];
  }
  return { earned, weights };
}

/** The tallies of the framework's controls, each once; those of requirements that do not apply are left out. */
function weighedTallies(
  framework: PostureFramework,
  states: readonly RequirementState[],
  tallies: Tallies,
): ControlTally[] {
  const weighed = new Map<ControlId, ControlTally>();
  for (const [index, requirement] of framework.requirements.entries()) {
    if (states[index]?.verdict === 'not-applicable') continue;
    for (const { control } of requirement.controls)
      weighed.set(control, tallies.get(control) ?? missing(control));
  }
  return [...weighed.values()];
}

const missing = (control: ControlId): ControlTally => ({
  control,
  severity: SEVERITY_OF_MISSING,
  counts: { pass: 0, fail: 0, unknown: 1, notApplicable: 0, waived: 0 },
  complete: true,
});

function countVerdicts(requirements: readonly RequirementState[]): Record<RequirementVerdict, number> {
  const counts = { pass: 0, fail: 0, unknown: 0, manual: 0, 'not-applicable': 0 };
  for (const { verdict } of requirements) counts[verdict]++;
  return counts;
}

const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
