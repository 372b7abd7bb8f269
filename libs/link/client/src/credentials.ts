import { X509Certificate, createPublicKey } from 'node:crypto';
import { agentNameOf, matchesPin, parseCertificate } from '@plimsoll/link-certificates';
import type { AgentName } from '@plimsoll/link-certificates';
import type { Credentials } from '@plimsoll/link-contract';
import type { AgentState } from './agent-state.js';
import { linkClientErrors } from './errors.js';

/** What the centre gave, checked against the key and the pin. */
export type GrantedCredentials = Pick<
  AgentState,
  'certificatePem' | 'caPem' | 'notBeforeMs' | 'notAfterMs' | 'joinState'
> & {
  readonly agent: AgentName;
};

/** @throws LINK_ANSWER_INVALID when the answer lacks something, is for another key, or comes from another authority */
export function readCredentials(
  given: Credentials | undefined,
  privateKeyPem: string,
  caPin: string,
): GrantedCredentials {
  if (given?.joinState === undefined) throw invalid('lacks credentials');
  const certificate = parseCertificate(given.certificate);
  if (!certificate.publicKey.equals(createPublicKey(privateKeyPem))) throw invalid('is for another key');
  const authority = given.ca.map((der) => parseCertificate(der)).find((one) => matchesPin(one, caPin));
  if (authority === undefined || !certificate.verify(authority.publicKey))
    throw invalid('comes from another authority');
  return {
    agent: agentNameOf(certificate),
    certificatePem: certificate.toString(),
    caPem: authority.toString(),
    notBeforeMs: certificate.validFromDate.getTime(),
    notAfterMs: certificate.validToDate.getTime(),
    joinState: {
      counter: String(given.joinState.counter),
      secret: Buffer.from(given.joinState.secret).toString('base64'),
    },
  };
}

/** The DER of a PEM certificate in the state. */
export const certificateDer = (pem: string): Uint8Array => new X509Certificate(pem).raw;

const invalid = (what: string) =>
  linkClientErrors.error('LINK_ANSWER_INVALID', `the certificate that the centre sent ${what}`);
