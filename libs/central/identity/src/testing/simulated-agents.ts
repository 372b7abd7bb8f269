import { randomBytes, randomUUID } from 'node:crypto';
import { isPlimsollError } from '@plimsoll/errors';
import type { OrganizationId } from '@plimsoll/model';
import { revokeCluster } from '../clusters/revoke-cluster.js';
import { admitAgent } from '../enrollment/admit-agent.js';
import type { AgentIdentity, Credentials, SignCertificate } from '../enrollment/agent.js';
import { createEnrollmentToken } from '../enrollment/enrollment-tokens.js';
import { renewAgent } from '../enrollment/renew-agent.js';
import type { PresentedJoin } from '../enrollment/renewal-decision.js';
import { spendEnrollmentToken } from '../enrollment/spend-enrollment-token.js';
import { operator } from '../principals/principal.js';
import { sha256 } from '../tokens/token-text.js';
import { agentRow, restoreAgentRow } from './restored-backup.js';
import type { TestIdentity } from './test-identity.js';

/** One who holds a state of an agent: the agent itself, or a copy of it somewhere else. */
export interface Holder {
  agent: AgentIdentity;
  credentials: Credentials;
  key: Uint8Array;
  /** Kept beside the state from the first try to renew it until it is replaced. */
  nextKey: Uint8Array | undefined;
  /** What a renewal of this state was answered with that did not arrive, or was not saved. */
  unsaved: Credentials | undefined;
}

/** What became of an answer on its way: saved, or lost between the centre's commit and the agent's disk. */
export type Fate = 'saved' | 'lost';

interface Backup {
  readonly row: string;
  readonly revoked: boolean;
  readonly agentId: string;
}

/** A cluster whose agents do what ours do (`agentLink`), on the real store, with everything around them that goes wrong. */
export class SimulatedAgents {
  readonly holders: Holder[] = [];
  revoked = false;
  readonly #backups: Backup[] = [];

  private constructor(
    private readonly test: TestIdentity,
    private readonly organizationId: OrganizationId,
    private readonly uid = randomUUID(),
  ) {}

  static async enrolled(test: TestIdentity, organizationId: OrganizationId): Promise<SimulatedAgents> {
    const agents = new SimulatedAgents(test, organizationId);
    await agents.enroll();
    return agents;
  }

  get original(): Holder {
    const [first] = this.holders;
    if (first === undefined) throw new Error('nobody is enrolled');
    return first;
  }

  holder(index: number): Holder {
    return this.holders[index % this.holders.length] ?? this.original;
  }

  /** The first time, or again with a token for the cluster: copies of before are left with nothing. */
  async enroll(): Promise<void> {
    const { test, organizationId, uid } = this;
    const [known] = this.holders;
    const wanted = known === undefined ? {} : { clusterId: known.agent.clusterId };
    const { text } = await createEnrollmentToken(test.context, operator(organizationId), wanted);
    const key = randomBytes(32);
    const claim = { kind: 'kubernetes', uid, name: 'simulated', labels: {} } as const;
    const { credentials, ...agent } = await spendEnrollmentToken(
      test.context,
      { tokenText: text, claim },
      this.#signer(key),
    );
    this.holders.splice(0, Infinity, { agent, credentials, key, nextKey: undefined, unsaved: undefined });
    this.revoked = false;
  }

  async revoke(): Promise<void> {
    await revokeCluster(this.test.context, operator(this.organizationId), this.original.agent.clusterId);
    this.revoked = true;
  }

  /** With the key of a renewal that is under way, or of the state alone. */
  copy(of: Holder, withNextKey: boolean): void {
    this.holders.push({ ...of, nextKey: withNextKey ? of.nextKey : undefined });
  }

  async backUp(): Promise<void> {
    const { agent } = this.original;
    const row = await agentRow(this.test, agent);
    this.#backups.push({ row, revoked: this.revoked, agentId: agent.agentId });
  }

  /** The database as it was then; what was backed up later is of a past that is no more. */
  async restore(index: number): Promise<void> {
    if (this.#backups.length === 0) return;
    const at = index % this.#backups.length;
    const backup = this.#backups[at];
    this.#backups.splice(at + 1);
    if (backup?.agentId !== this.original.agent.agentId) return;
    await restoreAgentRow(this.test, this.original.agent, backup.row);
    this.revoked = backup.revoked;
  }

  /** @returns the code of the refusal, or how it was answered */
  async renew(holder: Holder, fate: Fate): Promise<string> {
    const next = (holder.nextKey ??= randomBytes(32));
    const outcome = await codeOf(
      renewAgent(this.test.context, holder.agent, presented(holder, next), this.#signer(next)),
    );
    if (typeof outcome === 'string') return outcome;
    const { outcome: how, ...credentials } = outcome;
    if (fate === 'lost') holder.unsaved = credentials;
    else Object.assign(holder, { credentials, key: next, nextKey: undefined, unsaved: undefined });
    return how;
  }

  /** Opens a stream. @returns the code of the refusal, or `open` */
  async open(holder: Holder): Promise<string> {
    const certificate = sha256(holder.credentials.certificate).toString('hex');
    return (await codeOf(admitAgent(this.test.context, holder.agent, certificate))) ?? 'open';
  }

  /** As an agent does it: it is let in, or renews and is let in, or is told why not. */
  async stream(holder: Holder): Promise<string> {
    const first = await this.open(holder);
    if (first !== 'CERTIFICATE_NOT_CURRENT') return first;
    const renewal = await this.renew(holder, 'saved');
    return ANSWERED.has(renewal) ? this.open(holder) : renewal;
  }

  readonly #signer =
    (key: Uint8Array): SignCertificate =>
    () =>
      Promise.resolve({
        certificate: new Uint8Array(randomBytes(64)),
        notAfterMs: this.test.context.clock.now() + 86_400_000,
        publicKeyDigest: key,
      });
}

/** Outcomes of a renewal that is no refusal. */
export const ANSWERED: ReadonlySet<string> = new Set(['issued', 'repeated', 'reissued', 'adopted']);

const presented = ({ credentials, key }: Holder, next: Uint8Array): PresentedJoin => ({
  joinState: credentials.joinState,
  publicKeyDigest: key,
  nextPublicKeyDigest: next,
  certificateDigest: sha256(credentials.certificate),
  notAfterMs: credentials.notAfterMs,
});

async function codeOf<T>(work: Promise<T>): Promise<T | string> {
  try {
    return await work;
  } catch (error) {
    if (isPlimsollError(error)) return error.code;
    throw error;
  }
}
