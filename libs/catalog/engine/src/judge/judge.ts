import type { Judgement, SourceId } from '@plimsoll/model';
import type { Control, Need } from '../control.js';
import { isOfAgents } from './node-agent.js';
import type { SubjectFacts } from './subject-facts.js';
import { FactsView } from './view.js';

/**
 * What one control says of one subject. Needs come first: without a needed fact the verdict is
 * `unknown: not-collected` (or `rejected`) and the control is not asked. On a node where no agent can run (Windows, a
 * virtual node) every control of what node agents collect is not-applicable; where none has reported, the detail says so. A pass or not-applicable that rests on an
 * incomplete derived fact is `unknown: incomplete`; what throws is `unknown: error`. Never throws.
 */
export function judge(control: Control, known: SubjectFacts): Judgement {
  return judgeView(control, new FactsView(known));
}

/** {@link judge} on a view that several controls share. */
export function judgeView(control: Control, view: FactsView): Judgement {
  const { nodeAgent } = view;
  if (nodeAgent.kind === 'impossible' && control.subjects.some(isOfAgents))
    return { verdict: 'not-applicable', reason: nodeAgent.reason };
  for (const need of control.needs) {
    const missing = unmet(need, view);
    if (missing) return missing;
  }
  view.candidates = 1;
  const judgement = evaluated(control, view, 0);
  for (let candidate = 1; candidate < view.candidates; candidate++) {
    if (evaluated(control, view, candidate).verdict !== judgement.verdict) {
      return {
        verdict: 'unknown',
        reason: 'ambiguous',
        detail: 'several objects of equal name lead to different verdicts',
      };
    }
  }
  return judgement;
}

function evaluated(control: Control, view: FactsView, candidate: number): Judgement {
  view.readIncomplete = false;
  view.candidate = candidate;
  try {
    const judgement = control.evaluate(view);
    if (!view.readIncomplete || judgement.verdict === 'fail' || judgement.verdict === 'unknown')
      return judgement;
    return {
      verdict: 'unknown',
      reason: 'incomplete',
      detail: `not everything that could change this ${judgement.verdict} was collected`,
    };
  } catch (cause) {
    return {
      verdict: 'unknown',
      reason: 'error',
      detail: cause instanceof Error ? cause.message : String(cause),
    };
  }
}

function unmet(need: Need, view: FactsView): Judgement | undefined {
  if (typeof need === 'string') return view.fact(need) === undefined ? lacking([need], view) : undefined;
  if ('anyOf' in need) return view.hasAny(need.anyOf) ? undefined : lacking(need.anyOf, view);
  const found = view.derivedView(need.derived);
  if (found !== undefined && (found.value !== undefined || !found.incomplete)) return undefined;
  return { verdict: 'unknown', reason: 'not-collected', detail: `${need.derived} could not be derived` };
}

const NO_AGENT = 'no agent: none has reported from this node';

function lacking(sources: readonly SourceId[], view: FactsView): Judgement {
  const rejected = sources.find((source) => view.rejected(source));
  if (view.nodeAgent.kind === 'none' && sources.every(isOfAgents))
    return { verdict: 'unknown', reason: 'not-collected', detail: NO_AGENT };
  return rejected === undefined
    ? { verdict: 'unknown', reason: 'not-collected', detail: `no fact of ${sources.join(' or ')}` }
    : { verdict: 'unknown', reason: 'rejected', detail: `the fact of ${rejected} was refused` };
}
