import { isControlId, type FactBody, type Judgement, type Subject } from '@plimsoll/model';
import { describe, expect, it } from 'vitest';
import type { Control } from '../control.js';
import { judge } from './judge.js';
import { createJudge } from './judge-subjects.js';
import type { DerivedView, SubjectFacts } from './subject-facts.js';

const NODE: Subject = { group: '', kind: 'Node', namespace: '', name: 'n' };
const settings = (values: Record<string, string>): FactBody => ({ shape: 'settings', settings: values });

function control(more: Partial<Control>, slug = 'one'): Control {
  const id = `test/${slug}`;
  if (!isControlId(id)) throw new RangeError(id);
  const texts = { title: '', why: '', remedy: '', references: [] };
  return {
    id,
    ...texts,
    severity: 'low',
    subjects: ['host/sysctl'],
    needs: ['host/sysctl'],
    evaluate: () => ({ verdict: 'pass', evidence: [] }),
    ...more,
  };
}

const known = (facts: SubjectFacts['facts'], more: Partial<SubjectFacts> = {}): SubjectFacts => ({
  subject: NODE,
  facts,
  ...more,
});
const derived = (view: DerivedView): Partial<SubjectFacts> => ({ derived: () => view });
const inShort = (judgement: Judgement): string =>
  `${judgement.verdict} ${'reason' in judgement ? judgement.reason : ''}`;

describe('judging one control', () => {
  it('shows the control the facts of the subject', () => {
    const object = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' } };
    const facts = {
      'host/sysctl': settings({ 'kernel.kptr_restrict': '1' }),
      'kube/core/Node': { shape: 'object', object },
    } as const;
    const seen: unknown[] = [];
    const evaluate: Control['evaluate'] = ({ subject, fact, setting, object: shown, derived: look }) => {
      seen.push(
        subject,
        fact('host/sysctl'),
        setting('host/sysctl', 'kernel.kptr_restrict'),
        setting('host/sysctl', 'constructor'),
        shown,
        look('platform'),
      );
      return { verdict: 'pass', evidence: [] };
    };
    judge(control({ evaluate }), known(facts));
    expect(seen).toEqual([NODE, facts['host/sysctl'], '1', undefined, object, undefined]);
  });

  it('says unknown: not-collected before it asks, when a needed fact is missing', () => {
    const evaluate = (): never => {
      throw new Error('was asked');
    };
    expect(inShort(judge(control({ evaluate }), known({})))).toBe('unknown not-collected');
    expect(
      inShort(judge(control({ evaluate, needs: [{ anyOf: ['host/sysctl', 'host/lsm'] }] }), known({}))),
    ).toBe('unknown not-collected');
    expect(inShort(judge(control({ evaluate, needs: [{ derived: 'platform' }] }), known({})))).toBe(
      'unknown not-collected',
    );
  });

  it('says unknown: rejected when the needed fact was refused', () => {
    expect(inShort(judge(control({}), known({}, { rejected: new Set(['host/sysctl']) })))).toBe(
      'unknown rejected',
    );
  });

  it('is content with one of several alternatives', () => {
    expect(
      inShort(
        judge(
          control({ needs: [{ anyOf: ['host/sysctl', 'host/lsm'] }] }),
          known({ 'host/lsm': settings({}) }),
        ),
      ),
    ).toBe('pass ');
  });

  it('says unknown: error, with the message, when the control throws', () => {
    const evaluate = (): never => {
      throw new Error('it broke');
    };
    expect(judge(control({ evaluate }), known({ 'host/sysctl': settings({}) }))).toMatchObject({
      verdict: 'unknown',
      reason: 'error',
      detail: 'it broke',
    });
  });
});

describe('judging with a derived fact', () => {
  const looking = (verdict: (value: unknown) => Judgement): Control =>
    control({ needs: [{ derived: 'platform' }], evaluate: (view) => verdict(view.derived('platform')) });
  const pass: Judgement = { verdict: 'pass', evidence: [] };
  const fail: Judgement = { verdict: 'fail', evidence: [] };

  it.each([
    [pass, 'unknown incomplete'],
    [{ verdict: 'not-applicable', reason: 'none' } as const, 'unknown incomplete'],
    [fail, 'fail '],
  ])('that is incomplete, %o is %s', (judgement, expected) => {
    expect(
      inShort(
        judge(
          looking(() => judgement),
          known({}, derived({ value: {}, incomplete: true })),
        ),
      ),
    ).toBe(expected);
  });

  it('lets a verdict stand that did not look at the incomplete one', () => {
    const blind = control({ needs: [{ derived: 'platform' }] });
    expect(inShort(judge(blind, known({}, derived({ value: {}, incomplete: true }))))).toBe('pass ');
  });

  it('asks the control about a key where nothing was derived, once everything was collected', () => {
    const isPass = looking((value) => (value === undefined ? pass : fail));
    expect(inShort(judge(isPass, known({}, derived({ value: undefined, incomplete: false }))))).toBe('pass ');
    expect(inShort(judge(isPass, known({}, derived({ value: undefined, incomplete: true }))))).toBe(
      'unknown not-collected',
    );
  });

  it('says unknown: ambiguous when candidates disagree, and the verdict when they agree', () => {
    const isOne = looking((value) => (value === 1 ? pass : fail));
    expect(
      inShort(judge(isOne, known({}, derived({ value: 1, incomplete: false, alternatives: [2] })))),
    ).toBe('unknown ambiguous');
    expect(
      inShort(judge(isOne, known({}, derived({ value: 2, incomplete: false, alternatives: [3] })))),
    ).toBe('fail ');
  });
});

describe('judging many subjects', () => {
  it('asks the controls whose subjects have a fact, and no others, in their order', () => {
    const pods = control({ subjects: ['kube/core/Pod'], needs: ['kube/core/Pod'] }, 'pods');
    const either = control({ subjects: ['host/lsm', 'host/sysctl'] }, 'either');
    const judges = createJudge([control({}, 'sysctl'), pods, either]);
    const asked = (facts: SubjectFacts): string[] => {
      const ids: string[] = [];
      judges.judgeSubject(facts, ({ id }, { verdict }) => ids.push(`${id} ${verdict}`));
      return ids;
    };
    expect(asked(known({ 'host/sysctl': settings({}) }))).toEqual(['test/sysctl pass', 'test/either pass']);
    expect(asked(known({}, { rejected: new Set(['kube/core/Pod']) }))).toEqual(['test/pods unknown']);
    expect(asked(known({ 'cluster/version': settings({}) }))).toEqual([]);
  });

  it('asks the controls of a node of every node that is known, by its agent or by its Node object', () => {
    const judges = createJudge([control({}, 'sysctl'), control({ subjects: ['kube/core/Pod'] }, 'pods')]);
    const object: FactBody = { shape: 'object', object: { apiVersion: 'v1', kind: 'Node' } };
    for (const facts of [{ 'host/lsm': settings({}) }, { 'kube/core/Node': object }]) {
      const asked: string[] = [];
      judges.judgeSubject(known(facts), ({ id }, { verdict }) => asked.push(`${id} ${verdict}`));
      expect(asked).toEqual(['test/sysctl unknown']);
    }
  });
});
