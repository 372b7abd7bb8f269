import type { AgentId, ClusterId, OrganizationId } from '@plimsoll/model';
import type { IssuedCertificate } from '@plimsoll/link-certificates';

/** Whom a certificate names: what its URI SAN says, nothing else. */
export interface AgentIdentity {
  readonly organizationId: OrganizationId;
  readonly clusterId: ClusterId;
  readonly agentId: AgentId;
}

/** Where a call came from; for audit and rate limits, never for authorization. */
export interface Caller {
  readonly address: string;
}

/** A counter with a random secret of 32 bytes; DESIGN section 6, "Renewal". */
export interface JoinTicket {
  readonly counter: bigint;
  readonly secret: Uint8Array;
}

/**
 * An enrolment whose form was checked: the nonce was ours, unexpired and unused; the CSR is ECDSA P-256 and its
 * signature proves the key; the agent's clock is within five minutes; lengths are within limits. The token is as
 * presented: whether it is good is the handler's to say.
 */
export interface VerifiedEnrollment {
  readonly token: string;
  readonly cluster: {
    readonly kind: 'kubernetes' | 'host';
    readonly uid: string;
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
  };
  readonly agentVersion: string;
  /** SHA-256 of the new key's SubjectPublicKeyInfo, hex. */
  readonly keyFingerprint: string;
}

/**
 * A renewal whose form was checked as above, and also: the present certificate was signed by our CA and expired at
 * most 30 days ago, and the caller proved its key over nonce and CSR. Revocation and join state are the handler's.
 */
export interface VerifiedRenewal {
  readonly agent: AgentIdentity;
  /** SHA-256 of the present certificate's DER, hex. */
  readonly certificateFingerprint: string;
  /** Milliseconds since the epoch; may have passed. */
  readonly certificateNotAfterMs: number;
  /** SHA-256 of the present key's SubjectPublicKeyInfo, hex. */
  readonly keyFingerprint: string;
  /** The same of the key in the CSR; equal to `keyFingerprint` when the key is kept. */
  readonly nextKeyFingerprint: string;
  readonly joinState: JoinTicket;
}

/**
 * Signs a 24 h certificate for the key of the request at hand. May be called inside the handler's transaction (it does
 * no I/O), so that the fingerprint is stored with the grant. Each call makes another certificate.
 */
export type IssueCertificate = (agent: AgentIdentity) => Promise<IssuedCertificate>;

/** What the handler gives the agent; the listener turns it into the answer. */
export interface Grant {
  readonly agent: AgentIdentity;
  readonly certificate: IssuedCertificate;
  readonly joinState: JoinTicket;
}

/**
 * Decides enrolment and renewal; implemented by ingest over identity. Called concurrently, also for the same cluster.
 * Challenges and nonces are the listener's own. A refusal is a thrown PlimsollError; its kind becomes the gRPC status,
 * its code the trailer `plimsoll-code`, its hint the trailer `plimsoll-hint`. Anything else thrown becomes INTERNAL
 * without its text.
 */
export interface EnrollmentHandler {
  /** Spends one use of the token. Called once per nonce. */
  readonly enroll: (
    enrollment: VerifiedEnrollment,
    caller: Caller,
    issue: IssueCertificate,
  ) => Promise<Grant>;
  /** Replaces join state n by n+1; n again with the same key before n+1 was used gets the same n+1. */
  readonly renew: (renewal: VerifiedRenewal, caller: Caller, issue: IssueCertificate) => Promise<Grant>;
}
