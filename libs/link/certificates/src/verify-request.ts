import { createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { certificateErrors } from './errors.js';
import { keyFingerprint } from './fingerprint.js';
import { loadX509 } from './x509.js';

/** What counts of a signing request: its key. Subject and attributes are ignored. */
export interface SigningRequest {
  readonly publicKey: KeyObject;
  /** SHA-256 of the SubjectPublicKeyInfo, hex. */
  readonly keyFingerprint: string;
}

const LARGEST = 4096;

/** Reads a request in DER: ECDSA P-256 only, signed by its own key. @throws CERTIFICATE_REQUEST_INVALID */
export async function verifySigningRequest(der: Uint8Array): Promise<SigningRequest> {
  if (der.length > LARGEST) throw invalid(`has ${der.length} bytes, the limit is ${LARGEST}`);
  const { publicKey, signed } = await readRequest(der);
  if (publicKey.asymmetricKeyDetails?.namedCurve !== 'prime256v1')
    throw invalid('is not for an ECDSA P-256 key');
  if (!signed) throw invalid('is not signed by its own key');
  return { publicKey, keyFingerprint: keyFingerprint(publicKey) };
}

async function readRequest(der: Uint8Array): Promise<{ publicKey: KeyObject; signed: boolean }> {
  const { Pkcs10CertificateRequest } = await loadX509();
  try {
    const request = new Pkcs10CertificateRequest(Uint8Array.from(der));
    const publicKey = createPublicKey({
      key: Buffer.from(request.publicKey.rawData),
      format: 'der',
      type: 'spki',
    });
    const readable = publicKey.asymmetricKeyDetails?.namedCurve === 'prime256v1';
    return { publicKey, signed: readable && (await request.verify()) };
  } catch (cause) {
    throw certificateErrors.error('CERTIFICATE_REQUEST_INVALID', 'the signing request cannot be read', {
      cause,
    });
  }
}

const invalid = (what: string) =>
  certificateErrors.error('CERTIFICATE_REQUEST_INVALID', `the signing request ${what}`);
