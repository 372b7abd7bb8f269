import { describe, expect, it } from 'vitest';
import { platformMinor, policyMinor } from './policy-version.js';

describe('the policy version of a Kubernetes version', () => {
  it.each([
    ['1.34', 34],
    ['v1.34.2', 34],
    ['1.30+', 30],
    ['v1.31.4-eks-abcdef', 31],
    ['1.0', 0],
    ['1.37', 37],
    ['1.38', 37],
    ['2.0', 37],
  ])('%s is 1.%i', (version, minor) => expect(policyMinor(version)).toBe(minor));

  it.each(['', 'latest', '0.9', '1', 'v1.x', '1.99999'])('"%s" is none', (version) =>
    expect(policyMinor(version)).toBeUndefined(),
  );

  it('is not known where the platform does not say', () => {
    for (const platform of [undefined, null, 'x', [], {}, { kubernetesVersion: 1.34 }])
      expect(platformMinor(platform)).toBeUndefined();
  });
});
