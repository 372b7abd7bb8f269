import { randomBytes, randomUUID } from 'node:crypto';
import { isAgentId, isClusterId, isOrganizationId } from '@plimsoll/model';
import { defineErrors } from '@plimsoll/errors';
import type {
  AgentIdentity,
  EnrollmentHandler,
  Grant,
  VerifiedEnrollment,
  VerifiedRenewal,
} from '../enrollment-handler.js';

const { error } = defineErrors({
  TOKEN_USED: { kind: 'unauthenticated', hint: 'Mint another token: one use each.' },
  CLONE: { kind: 'forbidden', hint: 'Two agents share one state; enrol each.' },
});

/** Enrols whoever brings one of the tokens, once each, and keeps join states in memory. */
export class FakeEnrollment implements EnrollmentHandler {
  readonly enrollments: VerifiedEnrollment[] = [];
  readonly renewals: VerifiedRenewal[] = [];
  readonly #tokens: Set<string>;
  readonly #counters = new Map<string, bigint>();

  constructor(tokens: readonly string[]) {
    this.#tokens = new Set(tokens);
  }

  readonly enroll: EnrollmentHandler['enroll'] = async (enrollment, _caller, issue) => {
    if (!this.#tokens.delete(enrollment.token)) throw error('TOKEN_USED', 'the token is not good any more');
    this.enrollments.push(enrollment);
    const agent = randomAgent();
    return this.#grant(agent, 1n, await issue(agent));
  };

  readonly renew: EnrollmentHandler['renew'] = async (renewal, _caller, issue) => {
    this.renewals.push(renewal);
    const { agent, joinState } = renewal;
    if (joinState.counter !== this.#counters.get(agent.agentId))
      throw error('CLONE', 'the join state was replaced before');
    return this.#grant(agent, joinState.counter + 1n, await issue(agent));
  };

  #grant(agent: AgentIdentity, counter: bigint, certificate: Grant['certificate']): Grant {
    this.#counters.set(agent.agentId, counter);
    return { agent, certificate, joinState: { counter, secret: randomBytes(32) } };
  }
}

/** An agent of an organization and cluster of its own. */
export function randomAgent(): AgentIdentity {
  const [organizationId, clusterId, agentId] = [randomUUID(), randomUUID(), randomUUID()];
  if (isOrganizationId(organizationId) && isClusterId(clusterId) && isAgentId(agentId))
    return { organizationId, clusterId, agentId };
  throw new TypeError('randomUUID gave no UUID');
}
