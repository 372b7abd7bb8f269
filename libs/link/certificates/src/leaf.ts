import { X509Certificate, createPrivateKey, randomBytes, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import { certificateErrors } from './errors.js';
import { SIGNATURE, loadX509 } from './x509.js';

/** Certificates begin this much before now, for clocks that run behind. Milliseconds. */
export const BACKDATED_MS = 5 * 60_000;

export interface LeafName {
  readonly type: 'url' | 'dns' | 'ip';
  readonly value: string;
}

export interface Leaf {
  readonly commonName: string;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Buffer;
  readonly use: 'clientAuth' | 'serverAuth';
  readonly names: readonly LeafName[];
  readonly lifeMs: number;
  readonly nowMs: number;
}

export interface Issuer {
  readonly certificate: X509Certificate;
  readonly signingKey: webcrypto.CryptoKey;
}

/** Signs a certificate that is no CA, for one use. */
export async function signLeaf(issuer: Issuer, leaf: Leaf): Promise<X509Certificate> {
  const x509 = await loadX509();
  const authority = new x509.X509Certificate(Uint8Array.from(issuer.certificate.raw));
  const made = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: `CN=${leaf.commonName}`,
    issuer: authority.subjectName,
    notBefore: new Date(leaf.nowMs - BACKDATED_MS),
    notAfter: new Date(leaf.nowMs + leaf.lifeMs),
    publicKey: new x509.PublicKey(Uint8Array.from(leaf.publicKey)),
    signingKey: issuer.signingKey,
    signingAlgorithm: SIGNATURE,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage[leaf.use]]),
      new x509.SubjectAlternativeNameExtension([...leaf.names]),
      await x509.AuthorityKeyIdentifierExtension.create(authority.publicKey),
    ],
  });
  return new X509Certificate(Buffer.from(made.rawData));
}

/** 127 random bits, positive, as RFC 5280 section 4.1.2.2 wants. */
export function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes.writeUInt8((bytes.readUInt8(0) & 0x7f) | 0x40, 0);
  return bytes.toString('hex');
}

/** The names of a listener: localhost, the loopback addresses and the given ones, each once. */
export function listenerNames(names: readonly string[]): readonly LeafName[] {
  const all = new Set(['localhost', '127.0.0.1', '::1', ...names]);
  return [...all].map((value) => ({ type: isIP(value) === 0 ? ('dns' as const) : ('ip' as const), value }));
}

/** The pair as the issuer of leaves. @throws CERTIFICATE_AUTHORITY_INVALID */
export async function readIssuer(certificatePem: string, privateKeyPem: string): Promise<Issuer> {
  try {
    const certificate = new X509Certificate(certificatePem);
    const key = createPrivateKey(privateKeyPem);
    if (!certificate.ca || !certificate.checkPrivateKey(key))
      throw new TypeError('the key is not that of the CA certificate');
    const pkcs8 = key.export({ type: 'pkcs8', format: 'der' });
    return {
      certificate,
      signingKey: await webcrypto.subtle.importKey('pkcs8', pkcs8, SIGNATURE, false, ['sign']),
    };
  } catch (cause) {
    throw certificateErrors.error(
      'CERTIFICATE_AUTHORITY_INVALID',
      'the certificate authority cannot be read',
      { cause },
    );
  }
}
