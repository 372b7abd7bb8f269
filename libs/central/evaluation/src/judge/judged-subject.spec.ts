import { parseSubjectKey, subjectKey } from '@plimsoll/model';
import type { LoadedSubject } from '@plimsoll/posture';
import { expect, it } from 'vitest';
import { evaluationCatalog } from '../evaluation-catalog.js';
import { testCatalog } from '../testing/test-catalog.js';
import { DEPLOYMENTS, deployment, withMode } from '../testing/test-cluster.js';
import { DIGEST_BYTES, SubjectJudge } from './judged-subject.js';

const NEVER = { vector: undefined, findingDigests: Buffer.alloc(0) };

function loaded(mode: string, over: Partial<LoadedSubject> = {}): LoadedSubject {
  const subject = parseSubjectKey(subjectKey(deployment('web'))) ?? deployment('web');
  return {
    key: subjectKey(subject),
    subject,
    facts: { [DEPLOYMENTS]: withMode(mode) },
    rejected: new Set(),
    judged: true,
    present: true,
    ended: false,
    ...over,
  };
}

it('gives what differs from what is stored, and nothing where nothing does', () => {
  const judge = new SubjectJudge(evaluationCatalog(testCatalog()));
  const bad = judge.judge(loaded('bad'), NEVER);
  expect(bad?.findings.length).toBeGreaterThan(0);
  expect(bad?.findingDigests).toHaveLength((bad?.findings.length ?? 0) * DIGEST_BYTES);
  if (bad === undefined) return;
  expect(judge.judge(loaded('bad'), bad)).toBeUndefined();
  expect(judge.judge(loaded('worse'), bad)?.vector).toEqual(bad.vector); // other evidence alone
  const good = judge.judge(loaded('good'), bad);
  expect(good?.findings.length).toBe(bad.findings.length - 1);
  expect(judge.judge(loaded('bad'), NEVER)).toEqual(bad); // what was judged between left nothing behind
});

it('lists findings by place, whatever the order of the controls', () => {
  const parts = testCatalog();
  const [forth, back] = [parts, { ...parts, controls: parts.controls.toReversed() }].map((catalog) =>
    new SubjectJudge(evaluationCatalog(catalog)).judge(loaded('bad'), NEVER),
  );
  expect(back).toEqual(forth);
});

it('gives a subject that is gone unless it was never judged, and one that its owner stands for no verdict', () => {
  const judge = new SubjectJudge(evaluationCatalog(testCatalog()));
  const gone = loaded('bad', { facts: {}, judged: false, present: false });
  expect(judge.judge(gone, NEVER)).toBeUndefined();
  expect(judge.judge(gone, { ...NEVER, vector: Buffer.alloc(0) })).toMatchObject({ findings: [] });
  expect(judge.judge(loaded('bad', { judged: false }), NEVER)?.vector).toHaveLength(0);
});
