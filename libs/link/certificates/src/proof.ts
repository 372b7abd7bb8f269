import { createHash, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** Proves the present key at renewal: an ECDSA P-256 SHA-256 signature (DER) over nonce || SHA-256(csr). */
export function signProof(privateKeyPem: string, nonce: Uint8Array, csr: Uint8Array): Buffer {
  return sign('sha256', statement(nonce, csr), privateKeyPem);
}

/** False for anything that is not such a signature by that key. */
export function verifyProof(
  publicKey: KeyObject,
  nonce: Uint8Array,
  csr: Uint8Array,
  proof: Uint8Array,
): boolean {
  try {
    return verify('sha256', statement(nonce, csr), publicKey, proof);
  } catch {
    return false; // OpenSSL refuses some malformed signatures by throwing
  }
}

const statement = (nonce: Uint8Array, csr: Uint8Array): Buffer =>
  Buffer.concat([nonce, createHash('sha256').update(csr).digest()]);
