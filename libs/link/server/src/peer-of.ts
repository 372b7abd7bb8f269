import { agentNameOf, fingerprint, parseCertificate } from '@plimsoll/link-certificates';
import type { CertificateAuthority } from '@plimsoll/link-certificates';
import { linkServerErrors } from './errors.js';
import type { Peer } from './stream-handler.js';

/** What of a gRPC call says who is there: grpc-js fills it only for a certificate that TLS has verified. */
export interface AuthenticatedCall {
  readonly getAuthContext: () => { readonly sslPeerCertificate?: { readonly raw: Uint8Array } };
}

/** The peer, and when its certificate ends. @throws LINK_CERTIFICATE_UNKNOWN, CERTIFICATE_PEER_INVALID */
export function peerOf(
  call: AuthenticatedCall,
  ca: CertificateAuthority,
): { readonly peer: Peer; readonly notAfterMs: number } {
  const raw = call.getAuthContext().sslPeerCertificate?.raw;
  if (raw === undefined) throw unknown('no verified client certificate');
  const certificate = parseCertificate(raw);
  if (!ca.signed(certificate)) throw unknown('the client certificate was signed by another authority');
  const peer = { ...agentNameOf(certificate), certificateFingerprint: fingerprint(certificate.raw) };
  return { peer, notAfterMs: certificate.validToDate.getTime() };
}

const unknown = (message: string) => linkServerErrors.error('LINK_CERTIFICATE_UNKNOWN', message);
