import { createHash } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** SHA-256, lower-case hex: of a certificate's DER. */
export const fingerprint = (der: Uint8Array): string => createHash('sha256').update(der).digest('hex');
/** SHA-256 of a public key's SubjectPublicKeyInfo, lower-case hex. */
export const keyFingerprint = (key: KeyObject): string =>
  fingerprint(key.export({ type: 'spki', format: 'der' }));
