import { RENEWAL_GRACE_MS } from '@plimsoll/identity';
import { LINK_LIMITS } from '@plimsoll/link-contract';
import { expect, it } from 'vitest';

it('what administrators are shown of an expired certificate is what the listener does', () => {
  expect(RENEWAL_GRACE_MS).toBe(LINK_LIMITS.renewalGraceMs);
});
