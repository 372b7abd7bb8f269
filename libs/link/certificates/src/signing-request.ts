import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { bitString, emptyContext, objectIdentifier, sequence, set, smallInteger, utf8String } from './der.js';

// Own DER: node:crypto makes no requests, and @peculiar/x509 would cost the agent memory for the rest of its life.
const COMMON_NAME = objectIdentifier(0x55, 0x04, 0x03); // 2.5.4.3
const ECDSA_WITH_SHA256 = objectIdentifier(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02); // 1.2.840.10045.4.3.2

/** A new ECDSA P-256 private key as PKCS#8 PEM. It never leaves the process but for the agent's own state. */
export function createPrivateKeyPem(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** A PKCS#10 request (RFC 2986) in DER for the key, signed by it. Its subject says nothing: the centre ignores it. */
export function createSigningRequest(privateKeyPem: string): Buffer {
  const key = createPrivateKey(privateKeyPem);
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' });
  const subject = sequence(set(sequence(COMMON_NAME, utf8String('plimsoll-agent'))));
  const content = sequence(smallInteger(0), subject, publicKey, emptyContext(0));
  return sequence(content, sequence(ECDSA_WITH_SHA256), bitString(sign('sha256', content, key)));
}
