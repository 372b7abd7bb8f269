import { randomBytes, randomUUID } from 'node:crypto';
import { isClusterId } from '@plimsoll/model';
import type { OrganizationId } from '@plimsoll/model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operator } from '../principals/principal.js';
import { testIdentity } from '../testing/test-identity.js';
import type { TestIdentity } from '../testing/test-identity.js';
import { sha256 } from '../tokens/token-text.js';
import { admitAgent } from './admit-agent.js';
import type { SignCertificate } from './agent.js';
import { createEnrollmentToken, listEnrollmentTokens, revokeEnrollmentToken } from './enrollment-tokens.js';
import type { NewEnrollmentToken } from './enrollment-tokens.js';
import { renewAgent } from './renew-agent.js';
import { spendEnrollmentToken } from './spend-enrollment-token.js';
import type { ClusterClaim, Enrolled } from './spend-enrollment-token.js';

let test: TestIdentity;
let organizationId: OrganizationId;

beforeAll(async () => {
  test = await testIdentity();
  organizationId = await test.database.createOrganization();
});
afterAll(() => test.database.close());

const claim = (uid: string = randomUUID()): ClusterClaim => ({
  kind: 'kubernetes',
  uid,
  name: 'prod',
  labels: { own: '1' },
});

const signer =
  (publicKeyDigest: Uint8Array = randomBytes(32)): SignCertificate =>
  () =>
    Promise.resolve({
      certificate: new Uint8Array(randomBytes(100)),
      notAfterMs: test.context.clock.now() + 86_400_000,
      publicKeyDigest,
    });

const create = async (wanted: NewEnrollmentToken = {}) =>
  createEnrollmentToken(test.context, operator(organizationId), wanted);

const spend = (tokenText: string, of: ClusterClaim = claim(), sign = signer()): Promise<Enrolled> =>
  spendEnrollmentToken(test.context, { tokenText, claim: of }, sign);

const count = async (table: string): Promise<number> => {
  const sql = `select count(*)::integer as count from ${table}`;
  const [row] = await test.database.store.transaction(organizationId, (tx) =>
    tx.query<{ count: number }>(sql),
  );
  return row?.count ?? -1;
};

describe('an enrolment token', () => {
  it('makes a cluster with the labels of both, the own ones of the token winning, and an agent at state 1', async () => {
    const { text } = await create({ labels: { own: '2', team: 'a' } });
    const enrolled = await spend(text);
    expect(enrolled).toMatchObject({
      organizationId,
      again: false,
      credentials: { joinState: { counter: 1n } },
    });
    expect(enrolled.credentials.joinState.secret).toHaveLength(32);
    const rows = await test.database.store.transaction(organizationId, (tx) =>
      tx.query(
        'select labels, d.state from clusters c join directory d using (organization_id, cluster_id) where c.cluster_id = $1',
        [enrolled.clusterId],
      ),
    );
    expect(rows).toEqual([{ labels: { own: '2', team: 'a' }, state: 'active' }]);
  });

  it('of one use is won by exactly one of fifty', async () => {
    const { token, text } = await create();
    const before = await count('clusters');
    const outcomes = await Promise.allSettled(Array.from({ length: 50 }, () => spend(text)));
    const lost = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    expect(lost).toHaveLength(49);
    for (const reason of lost) expect(reason).toMatchObject({ code: 'ENROLLMENT_TOKEN_USED' });
    expect(await count('clusters')).toBe(before + 1);
    const tokens = await listEnrollmentTokens(test.context, operator(organizationId));
    expect(tokens.find((one) => one.id === token.id)?.uses).toBe(1);
  });

  it('makes one cluster of one uid, however many enrol it at once, and counts one use', async () => {
    const { token, text } = await create({ maxUses: 10 });
    const same = claim();
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => spend(text, same)));
    expect(outcomes.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    const tokens = await listEnrollmentTokens(test.context, operator(organizationId));
    expect(tokens.find((one) => one.id === token.id)?.uses).toBe(1);
  });

  it('costs no use when signing fails', async () => {
    const { text } = await create();
    await expect(spend(text, claim(), () => Promise.reject(new Error('no key')))).rejects.toThrow('no key');
    expect((await spend(text)).again).toBe(false);
  });

  it('says what became of it to who holds its secret', async () => {
    const [revoked, expired] = [await create(), await create({ expiresInSeconds: 60 })];
    await revokeEnrollmentToken(test.context, operator(organizationId), revoked.token.id);
    await expect(spend(revoked.text)).rejects.toMatchObject({ code: 'ENROLLMENT_TOKEN_REVOKED' });
    test.advance(60_000);
    await expect(spend(expired.text)).rejects.toMatchObject({ code: 'ENROLLMENT_TOKEN_EXPIRED' });
    const broken = `${expired.text.slice(0, -1)}${expired.text.endsWith('0') ? '1' : '0'}`;
    await expect(spend(broken)).rejects.toMatchObject({
      code: 'TOKEN_REFUSED',
      message: expect.not.stringContaining(broken),
    });
  });

  it('refuses a claim that cannot be stored or shown', async () => {
    const { text } = await create();
    const nul = String.fromCharCode(0);
    await expect(spend(text, { ...claim(), name: `a${nul}` })).rejects.toMatchObject({
      code: 'ENROLLMENT_IDENTITY_INVALID',
    });
    await expect(spend(text, { ...claim(), labels: { [nul]: '' } })).rejects.toMatchObject({
      code: 'LABELS_INVALID',
    });
    await expect(create({ maxUses: 101 })).rejects.toMatchObject({ code: 'ENROLLMENT_TOKEN_INVALID' });
  });

  it('is needed for a known cluster, which keeps its history and loses its old agent', async () => {
    const known = claim();
    const first = await spend((await create()).text, known);
    await expect(spend((await create()).text, known)).rejects.toMatchObject({ code: 'CLUSTER_KNOWN' });
    const bound = await create({ clusterId: first.clusterId });
    await expect(spend(bound.text, claim())).rejects.toMatchObject({ code: 'CLUSTER_MISMATCH' });
    const second = await spend(bound.text, known);
    expect(second).toMatchObject({ clusterId: first.clusterId, again: true });
    expect(second.agentId).not.toBe(first.agentId);
    const old = admitAgent(test.context, first, sha256(first.credentials.certificate).toString('hex'));
    await expect(old).rejects.toMatchObject({ code: 'AGENT_REVOKED' });
  });

  it('of another organization makes an independent cluster of the same uid, and is not made for a foreign cluster', async () => {
    const known = claim();
    const first = await spend((await create()).text, known);
    const stranger = operator(await test.database.createOrganization());
    const { text } = await createEnrollmentToken(test.context, stranger);
    expect((await spend(text, known)).clusterId).not.toBe(first.clusterId);
    const foreign = createEnrollmentToken(test.context, stranger, { clusterId: first.clusterId });
    await expect(foreign).rejects.toMatchObject({ code: 'CLUSTER_NOT_FOUND' });
    const missing = randomUUID();
    if (!isClusterId(missing)) throw new Error('not an id');
    await expect(create({ clusterId: missing })).rejects.toMatchObject({ code: 'CLUSTER_NOT_FOUND' });
  });
});

describe('renewal', () => {
  async function enrolledWith(key: Uint8Array): Promise<Enrolled> {
    return spend((await create()).text, claim(), signer(key));
  }
  const fingerprint = (certificate: Uint8Array): string => sha256(certificate).toString('hex');

  it('repeats its answer until the new certificate has opened a stream, then calls the old state a copy', async () => {
    const [key, next] = [randomBytes(32), randomBytes(32)];
    const agent = await enrolledWith(key);
    const old = agent.credentials;
    const request = { joinState: old.joinState, publicKeyDigest: key, nextPublicKeyDigest: next };
    const answer = await renewAgent(test.context, agent, request, signer(next));
    expect(answer.joinState.counter).toBe(2n);
    expect(await renewAgent(test.context, agent, request, signer(next))).toEqual(answer);
    await admitAgent(test.context, agent, fingerprint(old.certificate)); // good until the new one was used
    await admitAgent(test.context, agent, fingerprint(answer.certificate));
    const superseded = admitAgent(test.context, agent, fingerprint(old.certificate));
    await expect(superseded).rejects.toMatchObject({ code: 'CERTIFICATE_SUPERSEDED' });
    const copy = renewAgent(test.context, agent, request, signer(next));
    await expect(copy).rejects.toMatchObject({ code: 'JOIN_STATE_REPLAYED' });
  });

  it('answers fifty equal calls at once with one answer', async () => {
    const [key, next] = [randomBytes(32), randomBytes(32)];
    const agent = await enrolledWith(key);
    const request = {
      joinState: agent.credentials.joinState,
      publicKeyDigest: key,
      nextPublicKeyDigest: next,
    };
    const calls = Array.from({ length: 50 }, () => renewAgent(test.context, agent, request, signer(next)));
    const answers = await Promise.all(calls);
    expect(new Set(answers.map((one) => fingerprint(one.certificate))).size).toBe(1);
  });

  it('signs the new key of an agent that lost the key of its answer, and drops that answer', async () => {
    const [key, lost, next] = [randomBytes(32), randomBytes(32), randomBytes(32)];
    const agent = await enrolledWith(key);
    const request = { joinState: agent.credentials.joinState, publicKeyDigest: key };
    const first = await renewAgent(
      test.context,
      agent,
      { ...request, nextPublicKeyDigest: lost },
      signer(lost),
    );
    const second = await renewAgent(
      test.context,
      agent,
      { ...request, nextPublicKeyDigest: next },
      signer(next),
    );
    expect(second.joinState.counter).toBe(2n);
    await admitAgent(test.context, agent, fingerprint(second.certificate));
    await expect(admitAgent(test.context, agent, fingerprint(first.certificate))).rejects.toMatchObject({
      code: 'CERTIFICATE_SUPERSEDED',
    });
    const third = { joinState: second.joinState, publicKeyDigest: next, nextPublicKeyDigest: next };
    expect((await renewAgent(test.context, agent, third, signer(next))).joinState.counter).toBe(3n);
  });

  it('knows no agent of another organization', async () => {
    const key = randomBytes(32);
    const agent = await enrolledWith(key);
    const stranger = { ...agent, organizationId: await test.database.createOrganization() };
    const request = {
      joinState: agent.credentials.joinState,
      publicKeyDigest: key,
      nextPublicKeyDigest: key,
    };
    await expect(renewAgent(test.context, stranger, request, signer())).rejects.toMatchObject({
      code: 'AGENT_UNKNOWN',
    });
  });
});
