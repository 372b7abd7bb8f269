import { randomBytes } from 'node:crypto';
import type { AgentId, ClusterId, OrganizationId } from '@plimsoll/model';

/** Whom a certificate names. */
export interface AgentIdentity {
  readonly organizationId: OrganizationId;
  readonly clusterId: ClusterId;
  readonly agentId: AgentId;
}

/** A counter with a random secret of 32 bytes, replaced at each renewal; tells a clone from a repeated call. */
export interface JoinState {
  readonly counter: bigint;
  readonly secret: Uint8Array;
}

/** What the signer returns for an identity. */
export interface SignedCertificate {
  /** X.509 DER. */
  readonly certificate: Uint8Array;
  readonly notAfterMs: number;
  /** SHA-256 of the SubjectPublicKeyInfo that it certifies. */
  readonly publicKeyDigest: Uint8Array;
}

/**
 * Signs the caller's request for this identity, whatever the request says of its subject. Called inside a transaction:
 * it must be quick and ask no other service.
 */
export type SignCertificate = (identity: AgentIdentity) => Promise<SignedCertificate>;

/** What enrolment and renewal hand to the agent. */
export interface Credentials {
  readonly certificate: Uint8Array;
  readonly notAfterMs: number;
  readonly joinState: JoinState;
}

export const newJoinState = (counter: bigint): JoinState => ({
  counter,
  secret: new Uint8Array(randomBytes(32)),
});
