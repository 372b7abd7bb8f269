import { randomUUID } from 'node:crypto';
import type { AgentIdentity, VerifiedRenewal } from '@plimsoll/link-server';
import { isAgentId, isClusterId, type OrganizationId } from '@plimsoll/model';
import { silentLogger } from '@plimsoll/runtime';
import { testStore, type TestStore } from '@plimsoll/store/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEnrollmentHandler } from './enrollment-handler.js';

let db: TestStore;
let organizationId: OrganizationId;
beforeAll(async () => {
  db = await testStore();
  organizationId = await db.createOrganization();
});
afterAll(() => db.close());

function stranger(): AgentIdentity {
  const [clusterId, agentId] = [randomUUID(), randomUUID()];
  if (!isClusterId(clusterId) || !isAgentId(agentId)) throw new Error('randomUUID gave no UUID');
  return { organizationId, clusterId, agentId };
}

const renewalOf = (agent: AgentIdentity): VerifiedRenewal => ({
  agent,
  certificateFingerprint: '00'.repeat(32),
  certificateNotAfterMs: 0,
  keyFingerprint: '00'.repeat(32),
  nextKeyFingerprint: '11'.repeat(32),
  joinState: { counter: 1n, secret: new Uint8Array(32) },
});

describe('renewals', () => {
  it('of a fleet behind one address are all looked at; one agent that goes on and on is put off', async () => {
    const now = Date.now();
    const handler = createEnrollmentHandler({
      store: db.store,
      queue: { enqueue: () => Promise.resolve() },
      clock: { now: () => now },
      logger: silentLogger,
    });
    const code = (agent: AgentIdentity): Promise<unknown> =>
      handler
        .renew(renewalOf(agent), { address: '192.0.2.1:1000' }, () => Promise.reject(new Error('not asked')))
        .catch((error: unknown) => error);
    for (let count = 0; count < 100; count += 1)
      expect(await code(stranger())).toMatchObject({ code: 'AGENT_UNKNOWN' });
    const one = stranger();
    for (let count = 0; count < 10; count += 1)
      expect(await code(one)).toMatchObject({ code: 'AGENT_UNKNOWN' });
    expect(await code(one)).toMatchObject({ code: 'INGEST_TOO_MANY_RENEWALS', retryable: true });
  });
});
