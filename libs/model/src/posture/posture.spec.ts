import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ControlId } from '../ids.js';
import { anyTallies, controlIdOf } from '../testing/index.js';
import type { VerdictCounts } from '../verdicts/verdict.js';
import { changesThatRaise, organizationScore, postureOf, type PostureFramework } from './posture.js';
import { requirementState, type PostureRequirement, type Tallies } from './requirement.js';
import { NO_COUNTS, controlState, type ControlTally } from './tally.js';

const [A, B, C] = [controlIdOf(0), controlIdOf(1), controlIdOf(2)];

const tallies = (...list: ControlTally[]): Tallies => new Map(list.map((tally) => [tally.control, tally]));
const tally = (
  control: ControlId,
  counts: Partial<VerdictCounts>,
  more: Partial<ControlTally> = {},
): ControlTally => ({
  control,
  severity: 'medium',
  complete: true,
  ...more,
  counts: { ...NO_COUNTS, ...counts },
});
const requirement = (
  controls: readonly ControlId[],
  more: Partial<PostureRequirement> = {},
): PostureRequirement => ({
  id: controls.join('+'),
  assessment: 'automated',
  controls: controls.map((control) => ({ control, mapping: 'direct' as const })),
  ...more,
});

/** A framework over controls 0 to 8, of which the last never exists, with direct, partial and manual items. */
const anyFramework = (): fc.Arbitrary<PostureFramework> =>
  fc.record({
    requirements: fc.array(
      fc.record({
        id: fc.string(),
        assessment: fc.constantFrom('automated' as const, 'automated' as const, 'manual' as const),
        controls: fc.array(
          fc.record({
            control: fc.nat(8).map(controlIdOf),
            mapping: fc.constantFrom('direct' as const, 'partial' as const),
          }),
          { maxLength: 4 },
        ),
      }),
      { minLength: 1, maxLength: 6 },
    ),
  });

const changed = (all: Tallies, control: ControlId, change: (tally: ControlTally) => ControlTally): Tallies =>
  new Map([...all].map(([id, one]) => [id, id === control ? change(one) : one]));

const someControl = (all: Tallies, index: number): ControlTally => {
  const found = [...all.values()][index % all.size];
  if (!found) throw new RangeError('no tallies');
  return found;
};

describe('a control', () => {
  it.each([
    [{}, true, 'not-applicable no subject'],
    [{}, false, 'unknown not-collected'],
    [{ pass: 3 }, true, 'pass '],
    [{ pass: 3 }, false, 'unknown not-collected'],
    [{ pass: 3, waived: 1 }, true, 'pass '],
    [{ pass: 3, unknown: 1 }, true, 'unknown verdicts'],
    [{ pass: 3, unknown: 1, fail: 1 }, false, 'fail '],
    [{ notApplicable: 2 }, true, 'not-applicable verdicts'],
  ])('with %o, complete %s, is %s', (counts, complete, expected) => {
    const state = controlState(tally(A, counts, { complete }));
    expect(`${state.state} ${'reason' in state ? state.reason : ''}`).toBe(expected);
  });
});

describe('a requirement', () => {
  const [pass, fail, unknown, none] = [{ pass: 1 }, { fail: 1 }, { unknown: 1 }, { notApplicable: 1 }];
  it.each([
    [[pass, fail, unknown], 'fail'],
    [[pass, unknown], 'unknown'],
    [[pass, none], 'pass'],
    [[none, none], 'not-applicable'],
  ])('over %o is %s', (counts, verdict) => {
    const all = tallies(...counts.map((one, index) => tally(controlIdOf(index), one)));
    expect(requirementState(requirement([...all.keys()]), all).verdict).toBe(verdict);
  });

  it('is unknown where a control or every control is not implemented', () => {
    expect(requirementState(requirement([A, B]), tallies(tally(A, { pass: 1 })))).toMatchObject({
      verdict: 'unknown',
      reason: 'not-implemented',
      controls: [B],
    });
    expect(requirementState(requirement([]), tallies())).toMatchObject({
      verdict: 'unknown',
      reason: 'not-implemented',
    });
    expect(requirementState(requirement([], { assessment: 'manual' }), tallies()).verdict).toBe('manual');
  });

  it('never passes on partial evidence, but fails on it', () => {
    const partial = requirement([A], { controls: [{ control: A, mapping: 'partial' }] });
    expect(requirementState(partial, tallies(tally(A, { pass: 1 })))).toMatchObject({
      verdict: 'manual',
      reason: 'partial evidence passes',
    });
    expect(requirementState(partial, tallies(tally(A, { fail: 1 }))).verdict).toBe('fail');
    expect(requirementState(partial, tallies(tally(A, { unknown: 1 }))).verdict).toBe('unknown');
  });

  it.each([
    ['1.24', 'not-applicable'],
    ['1.25', 'pass'],
    ['v1.30.2+k3s1', 'pass'],
    ['1.31', 'not-applicable'],
    [undefined, 'unknown'],
  ])('with versions from 1.25 to 1.30 is on %s %s', (version, verdict) => {
    const versions = { from: '1.25', to: '1.30', otherwise: 'not in this version' };
    expect(
      requirementState(requirement([A], { versions }), tallies(tally(A, { pass: 1 })), version).verdict,
    ).toBe(verdict);
  });
});

describe('posture', () => {
  it('weighs controls by severity and subjects by ratio', () => {
    const all = tallies(
      tally(A, { pass: 1, fail: 3 }, { severity: 'critical' }),
      tally(B, { pass: 5 }, { severity: 'low' }),
      tally(C, { waived: 4 }),
    );
    const posture = postureOf(
      { requirements: [requirement([A]), requirement([B, A]), requirement([B])] },
      all,
    );
    expect(posture.score).toBeCloseTo((100 * (10 * 0.25 + 1)) / 11);
    expect(posture).toMatchObject({ coverage: 1, compliance: 1 / 3, counts: { pass: 1, fail: 2 } });
  });

  it('has no score under half coverage, and no number without a denominator', () => {
    const blind = postureOf(
      { requirements: [requirement([A]), requirement([B])] },
      tallies(tally(A, { pass: 1, unknown: 2 })),
    );
    expect(blind).toMatchObject({ score: null, scoreReason: 'insufficient data' });
    expect(blind.coverage).toBeCloseTo(1 / 6);
    expect(postureOf({ requirements: [] }, tallies())).toMatchObject({
      score: null,
      scoreReason: 'nothing to judge',
      coverage: null,
      compliance: null,
    });
  });

  it('leaves the controls of requirements of other versions out', () => {
    const old = requirement([A], { versions: { to: '1.20', otherwise: 'removed' } });
    const all = tallies(tally(A, { fail: 1 }), tally(B, { pass: 1 }));
    expect(
      postureOf({ requirements: [old, requirement([B])] }, all, { kubernetesVersion: '1.34' }).score,
    ).toBe(100);
  });

  it('stays within its bounds', () => {
    fc.assert(
      fc.property(anyFramework(), anyTallies(), (framework, all) => {
        const { score, coverage, compliance } = postureOf(framework, all);
        for (const [value, most] of [
          [score, 100],
          [coverage, 1],
          [compliance, 1],
        ] as const) {
          expect(value === null || (value >= 0 && value <= most + 1e-9)).toBe(true);
        }
      }),
    );
  });

  it('law: a fix never lowers the score', () => {
    fc.assert(
      fc.property(anyFramework(), anyTallies(), fc.nat(), (framework, all, index) => {
        const { control, counts } = someControl(all, index);
        fc.pre(counts.fail > 0);
        const fixed = changed(all, control, (one) => ({
          ...one,
          counts: { ...counts, fail: counts.fail - 1, pass: counts.pass + 1 },
        }));
        const [before, after] = [postureOf(framework, all), postureOf(framework, fixed)];
        expect(after.coverage).toBe(before.coverage);
        expect(after.score === null).toBe(before.score === null);
        expect(after.score ?? 0).toBeGreaterThanOrEqual((before.score ?? 0) - 1e-9);
        expect(after.compliance ?? 1).toBeGreaterThanOrEqual(before.compliance ?? 0);
      }),
    );
  });

  it('law: replicas do not matter, for a control counts only by its ratios', () => {
    fc.assert(
      fc.property(
        anyFramework(),
        anyTallies(),
        fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 8, maxLength: 8 }),
        (framework, some, factors) => {
          const all = new Map([...some].map(([id, one]) => [id, { ...one, complete: true }]));
          const scaled = new Map(
            [...all.values()].map((one, index) => [
              one.control,
              { ...one, counts: times(one.counts, factors[index] ?? 1) },
            ]),
          );
          const [before, after] = [postureOf(framework, all), postureOf(framework, scaled)];
          expect(after.requirements).toEqual(before.requirements);
          expect(after.score === null ? -1 : after.score).toBeCloseTo(before.score ?? -1);
          expect(after.coverage ?? -1).toBeCloseTo(before.coverage ?? -1);
        },
      ),
    );
  });

  it('law: withholding a part of a known subject never raises compliance without lowering coverage', () => {
    fc.assert(
      fc.property(
        anyFramework(),
        anyTallies(),
        fc.nat(),
        fc.constantFrom('pass', 'fail', 'notApplicable'),
        (framework, all, index, from) => {
          const { control, counts } = someControl(all, index);
          fc.pre(counts[from] > 0);
          const withheld = changed(all, control, (one) => ({
            ...one,
            counts: { ...counts, [from]: counts[from] - 1, unknown: counts.unknown + 1 },
          }));
          expect(isHonest(framework, all, withheld)).toBe(true);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('law: withholding the only source of a control never raises compliance without lowering coverage', () => {
    fc.assert(
      fc.property(anyFramework(), anyTallies(), fc.nat(), (framework, all, index) => {
        const { control } = someControl(all, index);
        expect(
          isHonest(
            framework,
            all,
            changed(all, control, (one) => ({ ...one, counts: NO_COUNTS, complete: false })),
          ),
        ).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('law: so does withholding one of its sources, whose subjects were all judged', () => {
    fc.assert(
      fc.property(
        anyFramework(),
        anyTallies(),
        fc.nat(),
        fc.nat(5),
        fc.nat(5),
        (framework, some, index, pass, fail) => {
          const all = new Map([...some].map(([id, one]) => [id, { ...one, complete: true }]));
          const { control, counts } = someControl(all, index);
          const whole = changed(all, control, (one) => ({
            ...one,
            counts: { ...counts, pass: counts.pass + pass, fail: counts.fail + fail },
          }));
          expect(
            isHonest(
              framework,
              whole,
              changed(all, control, (one) => ({ ...one, complete: false })),
            ),
          ).toBe(true);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('names the changes that raise the score most, and what they are worth', () => {
    fc.assert(
      fc.property(anyFramework(), anyTallies(), (framework, all) => {
        const { score } = postureOf(framework, all);
        const changes = changesThatRaise(framework, all);
        expect(changes.map(({ gain }) => gain)).toEqual(
          changes.map(({ gain }) => gain).sort((left, right) => right - left),
        );
        for (const { control, gain, subjects } of changes) {
          const fixed = changed(all, control, (one) => ({
            ...one,
            counts: { ...one.counts, fail: 0, pass: one.counts.pass + subjects },
          }));
          const after = postureOf(framework, fixed).score;
          expect(after ?? 0).toBeCloseTo(score === null ? 0 : score + gain);
        }
      }),
    );
  });

  it('of an organization is the mean of the clusters that have a score', () => {
    expect(organizationScore([100, null, 50])).toEqual({ score: 75, withScore: 2, without: 1 });
    expect(organizationScore([null])).toEqual({ score: null, withScore: 0, without: 1 });
  });
});

function times(counts: VerdictCounts, factor: number): VerdictCounts {
  return {
    pass: counts.pass * factor,
    fail: counts.fail * factor,
    unknown: counts.unknown * factor,
    notApplicable: counts.notApplicable * factor,
    waived: counts.waived * factor,
  };
}

/** Compliance may only rise where coverage falls. */
function isHonest(framework: PostureFramework, whole: Tallies, withheld: Tallies): boolean {
  const [before, after] = [postureOf(framework, whole), postureOf(framework, withheld)];
  const raised = after.compliance !== null && after.compliance > (before.compliance ?? 1) + 1e-12;
  return !raised || (after.coverage ?? 0) < (before.coverage ?? 0);
}
