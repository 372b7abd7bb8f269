import { X509Certificate } from 'node:crypto';
import { isPlimsollError } from '@plimsoll/errors';
import {
  renewAgent,
  spendEnrollmentToken,
  type Credentials,
  type IdentityContext,
  type PresentedJoin,
  type SignCertificate,
} from '@plimsoll/identity';
import { fingerprint, type IssuedCertificate } from '@plimsoll/link-certificates';
import type {
  AgentIdentity,
  Caller,
  EnrollmentHandler,
  Grant,
  IssueCertificate,
  VerifiedRenewal,
} from '@plimsoll/link-server';
import type { Logger, Metrics } from '@plimsoll/runtime';
import { ingestErrors } from '../errors.js';
import { identityNews } from './identity-news.js';
import { TokenBuckets, type BucketLimits } from './token-bucket.js';

export interface EnrollmentHandlerOptions extends IdentityContext {
  readonly logger: Logger;
  readonly metrics?: Metrics;
  /** Enrolments of one address; default 60 at once, then 60 a minute. */
  readonly rate?: BucketLimits;
}

const RATE: BucketLimits = { burst: 60, perMinute: 60 };
/**
 * Of one agent. Who renews has proved a certificate of ours, so there is nothing to guess; a fleet behind one address
 * that comes back at once is to be let in.
 */
const RENEWALS: BucketLimits = { burst: 10, perMinute: 10 };

/** Certificates: ingest serves enrolment and renewal, identity decides, link signs (DESIGN section 4). */
export function createEnrollmentHandler(options: EnrollmentHandlerOptions): EnrollmentHandler {
  const { logger, clock, store, queue } = options;
  const buckets = new TokenBuckets(options.rate ?? RATE, clock);
  const renewals = new TokenBuckets(RENEWALS, clock);
  const news = identityNews(logger, options.metrics);
  return {
    enroll: async (enrollment, caller, issue) => {
      limit(buckets, caller);
      const { token: tokenText, cluster: claim, keyFingerprint } = enrollment;
      const enrolled = await spendEnrollmentToken(
        { store, queue, clock },
        { tokenText, claim },
        signer(issue, keyFingerprint),
      );
      const { organizationId, clusterId, agentId, credentials, again } = enrolled;
      logger.info(
        { organizationId, clusterId, agentId, again, address: caller.address },
        'a cluster was enrolled',
      );
      return grant({ organizationId, clusterId, agentId }, credentials);
    },
    renew: async (renewal, caller, issue) => {
      const { agent, nextKeyFingerprint } = renewal;
      if (!renewals.spend(agent.agentId))
        throw ingestErrors.error('INGEST_TOO_MANY_RENEWALS', 'the agent renews again and again');
      const sign = signer(issue, nextKeyFingerprint);
      const renewed = await renewAgent({ store, clock }, agent, presentedBy(renewal), sign).catch(
        (error: unknown) => {
          if (isPlimsollError(error) && error.code === 'JOIN_STATE_REPLAYED')
            news.quarantined(agent, caller, error.message);
          throw error;
        },
      );
      news.renewed(agent, renewed.outcome);
      return grant(agent, renewed);
    },
  };
}

const presentedBy = (renewal: VerifiedRenewal): PresentedJoin => ({
  joinState: renewal.joinState,
  publicKeyDigest: bytes(renewal.keyFingerprint),
  nextPublicKeyDigest: bytes(renewal.nextKeyFingerprint),
  certificateDigest: bytes(renewal.certificateFingerprint),
  notAfterMs: renewal.certificateNotAfterMs,
});

function limit(buckets: TokenBuckets, { address }: Caller): void {
  const host = address.slice(0, address.lastIndexOf(':'));
  if (buckets.spend(host || address)) return;
  throw ingestErrors.error('INGEST_TOO_MANY_ENROLLMENTS', 'too many enrolment calls from one address');
}

const signer =
  (issue: IssueCertificate, keyFingerprint: string): SignCertificate =>
  async (identity) => {
    const { der, notAfterMs } = await issue(identity);
    return { certificate: der, notAfterMs, publicKeyDigest: bytes(keyFingerprint) };
  };

// A renewal that is answered again brings the certificate that was signed then.
function grant(agent: AgentIdentity, { certificate, notAfterMs, joinState }: Credentials): Grant {
  const notBeforeMs = new X509Certificate(certificate).validFromDate.getTime();
  const issued: IssuedCertificate = {
    der: certificate,
    fingerprint: fingerprint(certificate),
    notBeforeMs,
    notAfterMs,
  };
  return { agent, certificate: issued, joinState };
}

const bytes = (hex: string): Uint8Array => Buffer.from(hex, 'hex');
