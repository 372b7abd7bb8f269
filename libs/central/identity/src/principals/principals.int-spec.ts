import { randomUUID } from 'node:crypto';
import { isPlimsollError } from '@plimsoll/errors';
import { isOrganizationId } from '@plimsoll/model';
import type { OrganizationId } from '@plimsoll/model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newSecret, readToken, writeToken } from '../tokens/token-text.js';
import { testIdentity } from '../testing/test-identity.js';
import type { TestIdentity } from '../testing/test-identity.js';
import { createApiToken, listApiTokens, revokeApiToken } from './api-tokens.js';
import { authenticate } from './authenticate.js';
import { firstStart } from './first-start.js';
import { operator } from './principal.js';

let test: TestIdentity;
let organizationId: OrganizationId;
const DAY_MS = 86_400_000;

beforeAll(async () => {
  test = await testIdentity();
  organizationId = await test.database.createOrganization();
});
afterAll(() => test.database.close());

async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (isPlimsollError(error)) return JSON.stringify([error.code, error.message, error.hint, error.details]);
    throw error;
  }
  throw new Error('it was accepted');
}

const mint = (role: 'admin' | 'viewer' = 'viewer') =>
  createApiToken(test.context, operator(organizationId), { name: 'ci', role });

describe('an API token', () => {
  it('authenticates its principal and keeps only the hash of its secret', async () => {
    const { token, text } = await mint();
    expect(await authenticate(test.context, text)).toEqual({
      kind: 'api-token', organizationId, id: token.id, name: 'ci', role: 'viewer',
    }); // prettier-ignore
    const rows = await test.database.store.transaction(organizationId, (tx) =>
      tx.query('select * from api_tokens'),
    );
    const secret = Buffer.from(readToken(text, 'api')?.secret ?? []);
    const kept = JSON.stringify(rows, (_key, value: unknown) =>
      Buffer.isBuffer(value) ? value.toString('hex') : value,
    );
    for (const form of [text, secret.toString('hex'), secret.toString('base64')])
      expect(kept).not.toContain(form);
    expect(token.expiresAt.getTime() - test.context.clock.now()).toBe(90 * DAY_MS);
  });

  it('is refused with one and the same answer when unknown, wrong, revoked, expired or malformed', async () => {
    const [revoked, expired] = [await mint(), await mint()];
    await revokeApiToken(test.context, operator(organizationId), revoked.token.id);
    const content = readToken(expired.text, 'api');
    const other = randomUUID();
    if (content === null || !isOrganizationId(other)) throw new Error('no token');
    const answers = [
      await refusal(authenticate(test.context, writeToken({ ...content, tokenId: randomUUID() }))),
      await refusal(authenticate(test.context, writeToken({ ...content, secret: newSecret() }))),
      await refusal(authenticate(test.context, writeToken({ ...content, organizationId: other }))),
      await refusal(authenticate(test.context, revoked.text)),
      await refusal(authenticate(test.context, 'plim_api_nonsense')),
      await refusal(authenticate(test.context, '')),
    ];
    test.advance(90 * DAY_MS);
    answers.push(await refusal(authenticate(test.context, expired.text)));
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toContain('TOKEN_REFUSED');
    expect(answers.join()).not.toContain(expired.text.slice(10, 40));
  });

  it('remembers its last use at most every five minutes', async () => {
    const { token, text } = await mint();
    const lastUse = async (): Promise<number> => {
      const all = await listApiTokens(test.context, operator(organizationId));
      return all.find((one) => one.id === token.id)?.lastUsedAt?.getTime() ?? 0;
    };
    await authenticate(test.context, text);
    const first = await lastUse();
    expect(first).toBe(test.context.clock.now());
    test.advance(299_000);
    await authenticate(test.context, text);
    expect(await lastUse()).toBe(first);
    test.advance(1_000);
    await authenticate(test.context, text);
    expect(await lastUse()).toBe(first + 300_000);
  });

  it('is not to be made or revoked by another organization, a viewer or out of range', async () => {
    const { token, text } = await mint('viewer');
    const viewer = await authenticate(test.context, text);
    await expect(createApiToken(test.context, viewer, { name: 'x', role: 'viewer' })).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
    });
    const stranger = operator(await test.database.createOrganization());
    const foreign = await refusal(revokeApiToken(test.context, stranger, token.id));
    expect(foreign).toBe(await refusal(revokeApiToken(test.context, stranger, randomUUID())));
    expect(foreign).toBe(await refusal(revokeApiToken(test.context, stranger, 'no id')));
    expect(await listApiTokens(test.context, stranger)).toEqual([]);
    const wrong = { name: ' ', role: 'viewer' } as const;
    await expect(createApiToken(test.context, operator(organizationId), wrong)).rejects.toMatchObject({
      code: 'API_TOKEN_INVALID',
    });
  });
});

describe('the first start', () => {
  it('makes one organization and shows one token, however many start at once', async () => {
    const starts = await Promise.all(Array.from({ length: 10 }, () => firstStart(test.context)));
    expect(new Set(starts.map((start) => start.organizationId)).size).toBe(1);
    const shown = starts.flatMap((start) => start.administratorToken ?? []);
    expect(shown).toHaveLength(1);
    expect(await authenticate(test.context, shown[0] ?? '')).toMatchObject({ role: 'admin' });
    expect((await firstStart(test.context)).administratorToken).toBeNull();
  });
});
