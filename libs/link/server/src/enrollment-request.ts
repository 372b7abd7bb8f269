import { ClusterIdentity_Kind, LINK_LIMITS } from '@plimsoll/link-contract';
import type { ClusterIdentity, EnrollRequest, JoinState, RenewRequest } from '@plimsoll/link-contract';
import {
  agentNameOf,
  fingerprint,
  keyFingerprint,
  parseCertificate,
  verifyProof,
  verifySigningRequest,
} from '@plimsoll/link-certificates';
import type { CertificateAuthority, SigningRequest } from '@plimsoll/link-certificates';
import type { X509Certificate } from 'node:crypto';
import type { JoinTicket, VerifiedEnrollment, VerifiedRenewal } from './enrollment-handler.js';
import { linkServerErrors } from './errors.js';

const CONTROL_CHARACTER = /\p{Cc}/u;
const KINDS: Readonly<Record<ClusterIdentity_Kind, 'kubernetes' | 'host' | undefined>> = {
  [ClusterIdentity_Kind.UNSPECIFIED]: undefined,
  [ClusterIdentity_Kind.KUBERNETES]: 'kubernetes',
  [ClusterIdentity_Kind.HOST]: 'host',
};

export interface Checked<Verified> {
  readonly verified: Verified;
  readonly csr: SigningRequest;
}

/** Checks an enrolment's form; the nonce was spent before. @throws LINK_REQUEST_INVALID, LINK_CLOCK_SKEW, CERTIFICATE_REQUEST_INVALID */
export async function checkEnrollment(
  request: EnrollRequest,
  nowMs: number,
): Promise<Checked<VerifiedEnrollment>> {
  requireClock(request.agentTimeMs, nowMs);
  const token = text('token', request.token, LINK_LIMITS.tokenCharacters);
  const cluster = checkCluster(request.identity);
  const agentVersion = text('agent_version', request.agentVersion, 64);
  const csr = await verifySigningRequest(request.csr);
  return { csr, verified: { token, cluster, agentVersion, keyFingerprint: csr.keyFingerprint } };
}

/**
 * Checks a renewal's form, certificate and proof; the nonce was spent before. @throws as above, and
 * CERTIFICATE_PEER_INVALID, LINK_CERTIFICATE_UNKNOWN, LINK_CERTIFICATE_TOO_OLD, LINK_PROOF_INVALID
 */
export async function checkRenewal(
  request: RenewRequest,
  ca: CertificateAuthority,
  nowMs: number,
): Promise<Checked<VerifiedRenewal>> {
  requireClock(request.agentTimeMs, nowMs);
  const certificate = presentCertificate(request.certificate, ca, nowMs);
  if (!verifyProof(certificate.publicKey, request.nonce, request.csr, request.proof))
    throw linkServerErrors.error(
      'LINK_PROOF_INVALID',
      "the proof is not by the certificate's key over this nonce and request",
    );
  const csr = await verifySigningRequest(request.csr);
  const verified: VerifiedRenewal = {
    agent: agentNameOf(certificate),
    certificateFingerprint: fingerprint(certificate.raw),
    certificateNotAfterMs: certificate.validToDate.getTime(),
    keyFingerprint: keyFingerprint(certificate.publicKey),
    nextKeyFingerprint: csr.keyFingerprint,
    joinState: checkJoinState(request.joinState),
  };
  return { csr, verified };
}

function presentCertificate(der: Uint8Array, ca: CertificateAuthority, nowMs: number): X509Certificate {
  if (der.length > LINK_LIMITS.certificateBytes) throw invalid('certificate', 'is too long');
  const certificate = parseCertificate(der);
  if (!ca.signed(certificate))
    throw linkServerErrors.error(
      'LINK_CERTIFICATE_UNKNOWN',
      'the certificate was signed by another authority',
    );
  if (nowMs - certificate.validToDate.getTime() > LINK_LIMITS.renewalGraceMs)
    throw linkServerErrors.error(
      'LINK_CERTIFICATE_TOO_OLD',
      `the certificate expired on ${certificate.validTo}`,
    );
  return certificate;
}

function checkCluster(identity: ClusterIdentity | undefined): VerifiedEnrollment['cluster'] {
  const kind = KINDS[identity?.kind ?? ClusterIdentity_Kind.UNSPECIFIED];
  if (identity === undefined || kind === undefined) throw invalid('identity.kind', 'is not given');
  return {
    kind,
    uid: text('identity.uid', identity.uid, LINK_LIMITS.clusterNameCharacters),
    name: text('identity.name', identity.name, LINK_LIMITS.clusterNameCharacters),
    labels: checkLabels(identity.labels),
  };
}

function checkLabels(labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const entries = Object.entries(labels);
  if (entries.length > LINK_LIMITS.clusterLabels)
    throw invalid('identity.labels', `has ${entries.length} labels`);
  for (const [name, value] of entries) {
    text('identity.labels', name, LINK_LIMITS.labelNameCharacters);
    if (value !== '') text('identity.labels', value, LINK_LIMITS.labelValueCharacters);
  }
  return labels;
}

function checkJoinState(state: JoinState | undefined): JoinTicket {
  if (state?.secret.length !== 32) throw invalid('join_state', 'has no secret of 32 bytes');
  return { counter: state.counter, secret: state.secret };
}

function text(field: string, value: string, limit: number): string {
  if (value === '') throw invalid(field, 'is empty');
  if (value.length > limit) throw invalid(field, `is longer than ${limit} characters`);
  if (CONTROL_CHARACTER.test(value)) throw invalid(field, 'holds control characters');
  return value;
}

function requireClock(agentTimeMs: bigint, nowMs: number): void {
  const skewMs = Number(agentTimeMs) - nowMs;
  if (Math.abs(skewMs) <= LINK_LIMITS.clockSkewMs) return;
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  throw linkServerErrors.error(
    'LINK_CLOCK_SKEW',
    `the agent's clock is ${seconds} s ${skewMs < 0 ? 'behind' : 'ahead of'} the centre's`,
    {
      details: { skewMs },
    },
  );
}

const invalid = (field: string, what: string) =>
  linkServerErrors.error('LINK_REQUEST_INVALID', `${field} ${what}`, { details: { field } });
