import { randomBytes, randomUUID } from 'node:crypto';
import { isClusterId } from '@plimsoll/model';
import type { OrganizationId } from '@plimsoll/model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadClusterIdentity } from '../clusters/cluster-identity.js';
import { revokeCluster } from '../clusters/revoke-cluster.js';
import { COMMANDS_CHANNEL } from '../clusters/wake-gateways.js';
import { operator } from '../principals/principal.js';
import { agentRow, restoreAgentRow } from '../testing/restored-backup.js';
import { testIdentity } from '../testing/test-identity.js';
import type { TestIdentity } from '../testing/test-identity.js';
import { sha256 } from '../tokens/token-text.js';
import { admitAgent } from './admit-agent.js';
import type { AgentIdentity, Credentials, SignCertificate } from './agent.js';
import { createEnrollmentToken, listEnrollmentTokens, revokeEnrollmentToken } from './enrollment-tokens.js';
import type { NewEnrollmentToken } from './enrollment-tokens.js';
import { renewAgent } from './renew-agent.js';
import type { PresentedJoin } from './renewal-decision.js';
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

/** What an agent presents of its credentials, to have the next ones for another key. */
const presented = (
  { joinState, certificate, notAfterMs }: Credentials,
  publicKeyDigest: Uint8Array,
  nextPublicKeyDigest: Uint8Array,
): PresentedJoin => ({
  joinState,
  publicKeyDigest,
  nextPublicKeyDigest,
  certificateDigest: sha256(certificate),
  notAfterMs,
});
const presentedBy = ({ credentials }: Enrolled, key: Uint8Array): PresentedJoin =>
  presented(credentials, key, randomBytes(32));

const identityOf = ({ clusterId }: AgentIdentity, nowMs = test.context.clock.now()) =>
  test.database.store.transaction(organizationId, (tx) => loadClusterIdentity(tx, clusterId, nowMs));

const streamNumber = async ({ clusterId }: AgentIdentity): Promise<number> => {
  const sql = 'select stream_number::integer as number from directory where cluster_id = $1';
  const [row] = await test.database.store.withoutOrganization((tx) =>
    tx.query<{ number: number }>(sql, [clusterId]),
  );
  return row?.number ?? -1;
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
    await expect(
      renewAgent(test.context, first, presentedBy(first, randomBytes(32)), signer()),
    ).rejects.toMatchObject({ code: 'AGENT_REVOKED' });
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
  const admit = (agent: AgentIdentity, { certificate }: Credentials) =>
    admitAgent(test.context, agent, fingerprint(certificate));
  const code = (expected: string) => ({ code: expected });

  it('repeats its answer until the new certificate has opened a stream, then calls the old state a copy', async () => {
    const [key, next] = [randomBytes(32), randomBytes(32)];
    const agent = await enrolledWith(key);
    const old = agent.credentials;
    const request = presented(old, key, next);
    const answer = await renewAgent(test.context, agent, request, signer(next));
    expect(answer).toMatchObject({ outcome: 'issued', joinState: { counter: 2n } });
    const again = await renewAgent(test.context, agent, request, signer(next));
    expect(again).toEqual({ ...answer, outcome: 'repeated' });
    await admit(agent, old); // good until the new one was used
    await admit(agent, answer);
    await expect(admit(agent, old)).rejects.toMatchObject(code('CERTIFICATE_NOT_CURRENT'));
    const late = renewAgent(test.context, agent, request, signer(next));
    await expect(late).rejects.toMatchObject(code('JOIN_STATE_SPENT'));
    const copy = renewAgent(test.context, agent, presented(old, key, randomBytes(32)), signer());
    await expect(copy).rejects.toMatchObject(code('JOIN_STATE_REPLAYED'));
  });

  it('answers fifty equal calls at once with one answer', async () => {
    const [key, next] = [randomBytes(32), randomBytes(32)];
    const agent = await enrolledWith(key);
    const request = presented(agent.credentials, key, next);
    const calls = Array.from({ length: 50 }, () => renewAgent(test.context, agent, request, signer(next)));
    const answers = await Promise.all(calls);
    expect(new Set(answers.map((one) => fingerprint(one.certificate))).size).toBe(1);
    expect(answers.filter(({ outcome }) => outcome === 'issued')).toHaveLength(1);
  });

  it('signs the new key of an agent that lost the key of its answer, and drops that answer', async () => {
    const [key, lost, next] = [randomBytes(32), randomBytes(32), randomBytes(32)];
    const agent = await enrolledWith(key);
    const first = await renewAgent(
      test.context,
      agent,
      presented(agent.credentials, key, lost),
      signer(lost),
    );
    const second = await renewAgent(
      test.context,
      agent,
      presented(agent.credentials, key, next),
      signer(next),
    );
    expect(second).toMatchObject({ outcome: 'reissued', joinState: { counter: 2n } });
    await admit(agent, agent.credentials);
    await admit(agent, second);
    await expect(admit(agent, first)).rejects.toMatchObject(code('CERTIFICATE_NOT_CURRENT'));
    const third = await renewAgent(
      test.context,
      agent,
      presented(second, next, randomBytes(32)),
      signer(next),
    );
    expect(third.joinState.counter).toBe(3n);
  });

  it('shuts out both when the dropped answer is used after all: two have renewed the same state', async () => {
    const [key, one, two] = [randomBytes(32), randomBytes(32), randomBytes(32)];
    const agent = await enrolledWith(key);
    const first = await renewAgent(test.context, agent, presented(agent.credentials, key, one), signer(one));
    const second = await renewAgent(test.context, agent, presented(agent.credentials, key, two), signer(two));
    await admit(agent, second);
    const loser = renewAgent(test.context, agent, presented(first, one, randomBytes(32)), signer());
    await expect(loser).rejects.toMatchObject(code('JOIN_STATE_REPLAYED'));
    await expect(admit(agent, second)).rejects.toMatchObject(code('AGENT_QUARANTINED'));
    const winner = renewAgent(test.context, agent, presented(second, two, randomBytes(32)), signer());
    await expect(winner).rejects.toMatchObject(code('AGENT_QUARANTINED'));
  });

  it('that finds a copy cuts the streams, notes it once, and ends with a token for the cluster', async () => {
    const [key, next] = [randomBytes(32), randomBytes(32)];
    const uid = randomUUID();
    const agent = await spend((await create()).text, claim(uid), signer(key));
    const answer = await renewAgent(
      test.context,
      agent,
      presented(agent.credentials, key, next),
      signer(next),
    );
    await admit(agent, answer);
    const woken = Promise.withResolvers<string>();
    const stop = await test.database.store.listen(COMMANDS_CHANNEL, woken.resolve);
    const before = await streamNumber(agent);
    for (const wanted of ['JOIN_STATE_REPLAYED', 'AGENT_QUARANTINED']) {
      const copy = renewAgent(
        test.context,
        agent,
        presented(agent.credentials, key, randomBytes(32)),
        signer(),
      );
      await expect(copy).rejects.toMatchObject(code(wanted));
    }
    expect(await woken.promise).toBe(`${organizationId}/${agent.clusterId}`);
    await stop();
    expect(await streamNumber(agent)).toBe(before + 1);
    expect(await identityOf(agent)).toMatchObject({
      state: 'quarantined',
      reason: 'join state 1 was presented after 2 was in use',
      nextStep: expect.stringContaining('enrol the cluster again'),
      events: [{ kind: 'quarantined' }, { kind: 'enrolled' }],
    });
    const { text } = await create({ clusterId: agent.clusterId });
    const back = await spend(text, claim(uid));
    expect(back).toMatchObject({ clusterId: agent.clusterId, again: true });
    await admit(back, back.credentials);
    expect(await identityOf(agent)).toMatchObject({ state: 'active', agentId: back.agentId });
  });

  it('goes on from the state of an agent that the restored database does not know, and says so', async () => {
    const [key, next, last] = [randomBytes(32), randomBytes(32), randomBytes(32)];
    const agent = await enrolledWith(key);
    const saved = await agentRow(test, agent);
    const second = await renewAgent(
      test.context,
      agent,
      presented(agent.credentials, key, next),
      signer(next),
    );
    await admit(agent, second);
    const third = await renewAgent(test.context, agent, presented(second, next, last), signer(last));
    await admit(agent, third);
    await restoreAgentRow(test, agent, saved);
    await expect(admit(agent, third)).rejects.toMatchObject(code('CERTIFICATE_NOT_CURRENT'));
    const after = randomBytes(32);
    const fourth = await renewAgent(test.context, agent, presented(third, last, after), signer(after));
    expect(fourth).toMatchObject({ outcome: 'adopted', joinState: { counter: 4n } });
    const repeated = await renewAgent(test.context, agent, presented(third, last, after), signer(after));
    expect(repeated).toEqual({ ...fourth, outcome: 'repeated' });
    await admit(agent, third); // good until the new one was used
    await admit(agent, fourth);
    expect(await identityOf(agent)).toMatchObject({
      state: 'active',
      events: [{ kind: 'join-state-adopted', detail: expect.stringContaining('1, the agent had 3') }, {}],
    });
  });

  it('is refused for a revoked cluster, whose streams are cut, and that may enrol again', async () => {
    const key = randomBytes(32);
    const uid = randomUUID();
    const agent = await spend((await create()).text, claim(uid), signer(key));
    const before = await streamNumber(agent);
    for (let again = 0; again < 2; again += 1)
      await revokeCluster(test.context, operator(organizationId), agent.clusterId);
    expect(await streamNumber(agent)).toBe(before + 1);
    await expect(admit(agent, agent.credentials)).rejects.toMatchObject(code('AGENT_REVOKED'));
    const renewal = renewAgent(test.context, agent, presented(agent.credentials, key, key), signer());
    await expect(renewal).rejects.toMatchObject(code('AGENT_REVOKED'));
    expect(await identityOf(agent)).toMatchObject({
      state: 'revoked',
      reason: 'revoked by operator:operator',
      events: [{ kind: 'revoked' }, { kind: 'enrolled' }],
    });
    const { text } = await create({ clusterId: agent.clusterId });
    const back = await spend(text, claim(uid));
    await admit(back, back.credentials);
  });

  it('tells a certificate that has expired from one that lapsed', async () => {
    const agent = await enrolledWith(randomBytes(32));
    const at = async (ms: number) => (await identityOf(agent, test.context.clock.now() + ms))?.state;
    const day = 86_400_000;
    expect(await at(day)).toBe('active');
    expect(await at(day + 1)).toBe('expired');
    expect(await at(31 * day)).toBe('expired');
    expect(await at(31 * day + 1)).toBe('lapsed');
  });

  it('knows no agent of another organization', async () => {
    const key = randomBytes(32);
    const agent = await enrolledWith(key);
    const stranger = { ...agent, organizationId: await test.database.createOrganization() };
    const renewal = renewAgent(test.context, stranger, presented(agent.credentials, key, key), signer());
    await expect(renewal).rejects.toMatchObject(code('AGENT_UNKNOWN'));
  });
});
