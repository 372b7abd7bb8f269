import { expect, it } from 'vitest';
import { outsideOf } from './applicability.js';
import { postureOf } from './posture.js';

it.each([
  [{}, { kubernetesVersion: '1.30', distribution: 'eks' }, undefined],
  [{ distributions: ['eks'] }, { distribution: 'eks' }, undefined],
  [{ distributions: ['eks'] }, { distribution: 'gke' }, /gke/],
  [{ distributions: ['eks'] }, {}, undefined],
  [{ from: '1.32' }, { kubernetesVersion: '1.31' }, /1\.32 and later/],
  [{ from: '1.32' }, { kubernetesVersion: '1.32' }, undefined],
  [{ from: '1.9', to: '1.31' }, { kubernetesVersion: '1.31' }, undefined],
  [{ from: '1.9', to: '1.31' }, { kubernetesVersion: '1.100' }, /up to 1\.31/],
  [{ from: '1.32' }, { kubernetesVersion: 'unknown' }, undefined],
  [{ from: '1.32' }, {}, undefined],
])('a framework for %j and a cluster of %j', (scope, context, reason) => {
  const outside = outsideOf(scope, context);
  if (reason === undefined) expect(outside).toBeUndefined();
  else expect(outside).toMatch(reason);
});

it('a framework that is not for the cluster counts nothing, and says why', () => {
  const framework = {
    requirements: [{ id: '1', assessment: 'manual' as const, controls: [] }],
    applies: { distributions: ['eks'] },
  };
  expect(postureOf(framework, new Map(), { distribution: 'gke' })).toMatchObject({
    requirements: [{ id: '1', verdict: 'not-applicable', reason: expect.stringContaining('gke') }],
    score: null,
    coverage: null,
  });
  expect(postureOf(framework, new Map(), { distribution: 'eks' }).requirements[0]?.verdict).toBe('manual');
});
