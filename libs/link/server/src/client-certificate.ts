import type { TLSSocket } from 'node:tls';
import { isPlimsollError } from '@plimsoll/errors';
import { agentNameOf } from '@plimsoll/link-certificates';
import type { CertificateAuthority } from '@plimsoll/link-certificates';
import type { X509Certificate } from 'node:crypto';

/** What OpenSSL complains of when its own clock, the system's, is all that is against a certificate. */
const DATES: ReadonlySet<string> = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']);

/**
 * Whether a client may speak: its certificate is of our CA itself, names an agent and is valid by the centre's clock.
 * OpenSSL knows the system's clock alone and reports one complaint, the date last: so where that is a date, everything
 * is judged here again. With the system's clock both say the same. The handshake has proved the certificate's key.
 */
export function admitsClient(socket: TLSSocket, ca: CertificateAuthority, nowMs: number): boolean {
  const complaint = String(socket.authorizationError);
  if (!socket.authorized && !DATES.has(complaint)) return false;
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined || !isGood(certificate, ca, nowMs)) return false;
  socket.authorized = true; // grpc-js shows the certificate of no other socket
  return true;
}

/** Every check on a certificate that our CA is to have issued to an agent. */
export function isGood(certificate: X509Certificate, ca: CertificateAuthority, nowMs: number): boolean {
  return (
    ca.signed(certificate) &&
    namesAgent(certificate) &&
    nowMs >= certificate.validFromDate.getTime() &&
    nowMs <= certificate.validToDate.getTime()
  );
}

/** Also: it is for clients, and no CA. */
function namesAgent(certificate: X509Certificate): boolean {
  try {
    agentNameOf(certificate);
    return true;
  } catch (error) {
    if (isPlimsollError(error)) return false;
    throw error;
  }
}
