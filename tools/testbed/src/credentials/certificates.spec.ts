import { X509Certificate, createPrivateKey } from 'node:crypto';
import { expect, it } from 'vitest';
import { clientCertificate, createAuthority, serverCertificate } from './certificates.js';

const authority = createAuthority();
const ca = new X509Certificate(authority.certificate);

it('makes an authority that signs itself', () => {
  expect(ca.ca).toBe(true);
  expect(ca.verify(ca.publicKey)).toBe(true);
  expect(ca.validToDate.getTime() - Date.now()).toBeGreaterThan(29 * 24 * 3_600_000);
});

it('signs a server certificate for names and addresses', () => {
  const { certificate, key } = serverCertificate(authority, ['localhost', '127.0.0.1']);
  const leaf = new X509Certificate(certificate);
  expect(leaf.checkIssued(ca) && leaf.verify(ca.publicKey)).toBe(true);
  expect(leaf.checkPrivateKey(createPrivateKey(key))).toBe(true);
  expect(leaf.subjectAltName).toBe('DNS:localhost, IP Address:127.0.0.1');
  expect(leaf.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
});

it('names a user and groups of any length and script', () => {
  const groups = Array.from({ length: 40 }, (_, index) => `équipe-${index}`);
  const { certificate } = clientCertificate(authority, { name: 'system:serviceaccount:a:b', groups });
  const { subject, keyUsage } = new X509Certificate(certificate);
  expect(subject.split('\n')).toHaveLength(41);
  expect(subject).toContain('CN=system:serviceaccount:a:b');
  expect(keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
});
