import { X509Certificate, timingSafeEqual } from 'node:crypto';
import { certificateErrors } from './errors.js';
import { keyFingerprint } from './fingerprint.js';

const PIN = /^sha256:([0-9a-f]{64})$/;

/**
 * What an agent is given to know the centre by: `sha256:` and the hex SHA-256 of the CA's SubjectPublicKeyInfo. The key
 * is pinned, not the certificate, so that a CA certificate may be issued anew.
 */
export const caPin = (certificate: X509Certificate): string =>
  `sha256:${keyFingerprint(certificate.publicKey)}`;

/** Checks the form and returns the pin in lower case. @throws CERTIFICATE_PIN_INVALID */
export function parsePin(text: string): string {
  const pin = text.trim().toLowerCase();
  if (PIN.test(pin)) return pin;
  throw certificateErrors.error(
    'CERTIFICATE_PIN_INVALID',
    'the CA pin is not sha256: followed by 64 hexadecimal digits',
  );
}

/** Whether the certificate's key is the pinned one; in constant time. */
export function matchesPin(certificate: X509Certificate, pin: string): boolean {
  return timingSafeEqual(Buffer.from(caPin(certificate)), Buffer.from(parsePin(pin)));
}
