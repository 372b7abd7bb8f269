import type { ControlCase, Need, SubjectFacts } from '@plimsoll/engine';
import { judge } from '@plimsoll/engine';
import type { SourceId } from '@plimsoll/model';
import { describe, expect, it } from 'vitest';
import { CONTROLS } from '../registry.js';
import { CASES } from './cases.js';

/** A case as the engine sees it; `without` takes away everything that one need could be met by. */
function factsOf({ subject, facts, derived }: ControlCase, without?: Need): SubjectFacts {
  const left = Object.entries(facts).filter(([source]) => !meets(without, source));
  return {
    subject,
    facts: Object.fromEntries(left),
    derived: (id) => {
      const value =
        typeof without === 'object' && 'derived' in without && without.derived === id
          ? undefined
          : derived?.[id];
      return value === undefined ? undefined : { value, incomplete: false };
    },
  };
}

function meets(need: Need | undefined, source: string): boolean {
  if (need === undefined) return false;
  if (typeof need === 'string') return need === source;
  const sources: readonly SourceId[] = 'anyOf' in need ? need.anyOf : [];
  return sources.some((one) => one === source);
}

describe.each(CONTROLS.map((control) => ({ id: control.id, control, cases: CASES[control.id] ?? [] })))(
  '$id',
  ({ control, cases }) => {
    it('shows a pass, a fail, and an unknown or not-applicable', () => {
      const verdicts = new Set(cases.map((one) => one.expect.verdict));
      expect(verdicts).toContain('pass');
      expect(verdicts).toContain('fail');
      expect(verdicts.has('unknown') || verdicts.has('not-applicable')).toBe(true);
    });

    it.each(cases)('$title', (given) => {
      const { verdict, reason, evidence = [] } = given.expect;
      const judgement = judge(control, factsOf(given));
      expect(judgement).toMatchObject({ verdict, ...(reason === undefined ? {} : { reason }) });
      const shown = 'evidence' in judgement ? (judgement.evidence ?? []) : [];
      for (const wanted of evidence) expect(shown).toContainEqual(expect.objectContaining(wanted));
    });

    it('shows evidence of every fail', () => {
      const judgements = cases.map((given) => judge(control, factsOf(given)));
      const bare = judgements.filter((one) => one.verdict === 'fail' && one.evidence.length === 0);
      expect(bare).toEqual([]);
    });

    it('is unknown without a fact that it needs', () => {
      for (const given of cases)
        for (const need of control.needs)
          expect(judge(control, factsOf(given, need))).toMatchObject({ verdict: 'unknown' });
    });
  },
);
