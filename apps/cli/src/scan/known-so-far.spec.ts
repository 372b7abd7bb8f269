import { deriveWorld } from '@plimsoll/engine';
import { expect, it } from 'vitest';
import { DERIVED_FROM_NO_FILE, KnownSoFar } from './known-so-far.js';

const SUBJECT = { group: '', kind: 'Pod', namespace: 'shop', name: 'web' };

it('answers what no file can change, and notices when more is asked', () => {
  const known = deriveWorld({
    facts: [
      {
        source: 'cluster/version',
        partition: '',
        subject: { group: '', kind: 'Namespace', namespace: '', name: 'kube-system' },
        body: { shape: 'settings', settings: { kubernetesVersion: '1.34' } },
      },
    ],
    derivations: DERIVED_FROM_NO_FILE,
    completeSources: new Set(['cluster/version'] as const),
    complete: false,
  });
  const early = new KnownSoFar(known);
  expect(early.lookup('platform', SUBJECT)).toMatchObject({
    value: { kubernetesVersion: '1.34' },
    incomplete: false,
  });
  expect(early.wasAskedForMore).toBe(false);
  expect(early.lookup('effective-permissions', SUBJECT)).toBeUndefined();
  expect(early.wasAskedForMore).toBe(true);
});
