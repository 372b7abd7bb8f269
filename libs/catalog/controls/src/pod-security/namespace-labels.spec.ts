import { describe, expect, it } from 'vitest';
import { minorOf, namespacePolicy } from './namespace-labels.js';

const label = (name: string): string => `pod-security.kubernetes.io/${name}`;
const OPEN = { level: 'privileged', version: 'latest' };

describe('the policy of a namespace', () => {
  it('without labels is that of the cluster', () => {
    expect(namespacePolicy({})).toEqual({ enforce: OPEN, audit: OPEN, warn: OPEN, invalid: [] });
    const defaults = {
      enforce: { level: 'baseline', version: 30 },
      audit: { level: 'restricted', version: 'latest' },
      warn: { level: 'baseline', version: 'latest' },
    } as const;
    expect(namespacePolicy({}, defaults)).toEqual({ ...defaults, invalid: [] });
  });

  it('takes levels and versions as written', () => {
    const policy = namespacePolicy({
      [label('enforce')]: 'baseline',
      [label('enforce-version')]: 'v1.0',
      [label('audit')]: 'restricted',
      [label('audit-version')]: 'latest',
      [label('warn')]: 'privileged',
      [label('warn-version')]: 'v1.34',
    });
    expect(policy).toEqual({
      enforce: { level: 'baseline', version: 0 },
      audit: { level: 'restricted', version: 'latest' },
      warn: { level: 'privileged', version: 34 },
      invalid: [],
    });
  });

  it('closes on an invalid enforce level, opens on an invalid audit or warn level', () => {
    const labels = { [label('enforce')]: 'Baseline', [label('audit')]: '', [label('warn')]: 'strict' };
    expect(namespacePolicy(labels)).toEqual({
      enforce: { level: 'restricted', version: 'latest' },
      audit: OPEN,
      warn: OPEN,
      invalid: [label('enforce'), label('audit'), label('warn')],
    });
  });

  it.each(['1.34', 'v1.034', 'v2.0', 'v1.x', ''])('takes the version "%s" as latest', (version) => {
    const policy = namespacePolicy({ [label('enforce')]: 'baseline', [label('enforce-version')]: version });
    expect(policy.enforce).toEqual({ level: 'baseline', version: 'latest' });
    expect(policy.invalid).toEqual([label('enforce-version')]);
  });

  it('warns at the enforced level where no warn level is set and the enforced one is stricter', () => {
    const enforced = { [label('enforce')]: 'restricted', [label('enforce-version')]: 'v1.30' };
    expect(namespacePolicy(enforced).warn).toEqual({ level: 'restricted', version: 30 });
    expect(namespacePolicy({ ...enforced, [label('warn')]: 'baseline' }).warn.level).toBe('baseline');
  });

  it('judges versions that are newer than known by the newest known', () => {
    expect([minorOf('latest'), minorOf(99), minorOf(20)]).toEqual([37, 37, 20]);
  });
});
