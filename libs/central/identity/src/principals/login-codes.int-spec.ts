import type { OrganizationId } from '@plimsoll/model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testIdentity } from '../testing/test-identity.js';
import type { TestIdentity } from '../testing/test-identity.js';
import { authenticate } from './authenticate.js';
import { createLoginCode, redeemLoginCode } from './login-codes.js';
import { operator } from './principal.js';

let test: TestIdentity;
let organizationId: OrganizationId;
const REFUSED = { code: 'TOKEN_REFUSED', message: 'the login code is not accepted' };

beforeAll(async () => {
  test = await testIdentity();
  organizationId = await test.database.createOrganization();
});
afterAll(() => test.database.close());

const code = async (role: 'admin' | 'viewer' = 'viewer'): Promise<string> =>
  (await createLoginCode(test.context, { ...operator(organizationId), role })).text;

describe('a login code', () => {
  it("gives a session of its maker's role, which ends within a day", async () => {
    const { session, seconds } = await redeemLoginCode(test.context, await code());
    expect(await authenticate(test.context, session)).toMatchObject({ organizationId, role: 'viewer' });
    test.advance(seconds * 1000);
    await expect(authenticate(test.context, session)).rejects.toMatchObject({ code: 'TOKEN_REFUSED' });
  });

  it('works once, also when it is presented twice at the same time', async () => {
    const text = await code();
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => redeemLoginCode(test.context, text)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await expect(redeemLoginCode(test.context, text)).rejects.toMatchObject(REFUSED);
  });

  it('is over after ten minutes', async () => {
    const text = await code();
    test.advance(600_000);
    await expect(redeemLoginCode(test.context, text)).rejects.toMatchObject(REFUSED);
  });

  it('is no API token, and no API token is one', async () => {
    const text = await code();
    await expect(authenticate(test.context, text)).rejects.toMatchObject({ code: 'TOKEN_REFUSED' });
    const { session } = await redeemLoginCode(test.context, text);
    await expect(redeemLoginCode(test.context, session)).rejects.toMatchObject(REFUSED);
  });
});
