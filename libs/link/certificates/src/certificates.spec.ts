import { X509Certificate, createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { isPlimsollError } from '@plimsoll/errors';
import { isAgentId, isClusterId, isOrganizationId } from '@plimsoll/model';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { agentNameOf, parseCertificate } from './agent-name.js';
import type { AgentName } from './agent-name.js';
import { createCertificateAuthority, loadCertificateAuthority } from './authority.js';
import type { CertificateAuthority } from './authority.js';
import { matchesPin, parsePin } from './pin.js';
import { signProof, verifyProof } from './proof.js';
import { createPrivateKeyPem, createSigningRequest } from './signing-request.js';
import { verifySigningRequest } from './verify-request.js';

const NOW = Date.parse('2026-11-02T12:00:00Z');
const uuid = (digit: string) => `${digit.repeat(8)}-0000-4000-8000-${digit.repeat(12)}`;

function agent(): AgentName {
  const [organizationId, clusterId, agentId] = [uuid('1'), uuid('2'), uuid('3')];
  if (isOrganizationId(organizationId) && isClusterId(clusterId) && isAgentId(agentId))
    return { organizationId, clusterId, agentId };
  throw new Error('not ids');
}

let ca: CertificateAuthority;
beforeAll(async () => {
  ca = await createCertificateAuthority(NOW);
});

describe('a signing request', () => {
  it('gives its key to whoever verifies it', async () => {
    const key = createPrivateKeyPem();
    const request = await verifySigningRequest(createSigningRequest(key));
    expect(request.publicKey.equals(createPublicKey(key))).toBe(true);
  });

  it('changed anywhere is refused, or still gives the key that signed it', async () => {
    const key = createPrivateKeyPem();
    const csr = createSigningRequest(key);
    await fc.assert(
      fc.asyncProperty(fc.nat(csr.length - 1), fc.integer({ min: 1, max: 255 }), async (at, mask) => {
        const changed = Buffer.from(csr);
        changed.writeUInt8(csr.readUInt8(at) ^ mask, at);
        const outcome = await verifySigningRequest(changed).then(
          ({ publicKey }) => publicKey.equals(createPublicKey(key)),
          (error: unknown) => isPlimsollError(error) && error.code === 'CERTIFICATE_REQUEST_INVALID',
        );
        expect(outcome).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it('is refused as junk, when too long, and for another curve', async () => {
    const other = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey.export({
      type: 'pkcs8',
      format: 'pem',
    });
    for (const der of [
      new Uint8Array(0),
      randomBytes(100),
      new Uint8Array(5000),
      createSigningRequest(other.toString()),
    ])
      await expect(verifySigningRequest(der)).rejects.toMatchObject({ code: 'CERTIFICATE_REQUEST_INVALID' });
  });
});

describe('the certificate authority', () => {
  const issue = () => ca.issueAgentCertificate(createPublicKey(createPrivateKeyPem()), agent(), NOW);

  it('issues a client certificate of 24 h, backdated, that names the agent and no more', async () => {
    const issued = await issue();
    const certificate = parseCertificate(issued.der);
    expect(agentNameOf(certificate)).toEqual(agent());
    expect(issued.notAfterMs).toBe(NOW + 24 * 3_600_000);
    expect(issued.notBeforeMs).toBe(NOW - 5 * 60_000);
    expect(certificate.subjectAltName).toBe(`URI:plimsoll://${uuid('1')}/${uuid('2')}/${uuid('3')}`);
    expect(ca.signed(certificate)).toBe(true);
  });

  it('survives being stored, and knows the leaves of another', async () => {
    const loaded = await loadCertificateAuthority(ca.certificatePem, ca.privateKeyPem);
    const other = await createCertificateAuthority(NOW);
    const certificate = parseCertificate((await issue()).der);
    expect(loaded.signed(certificate)).toBe(true);
    expect(other.signed(certificate)).toBe(false);
    expect(loaded.pin).toBe(ca.pin);
    await expect(loadCertificateAuthority(ca.certificatePem, other.privateKeyPem)).rejects.toMatchObject({
      code: 'CERTIFICATE_AUTHORITY_INVALID',
    });
  });

  it('issues a listener certificate for loopback and the given names, which no agent can be', async () => {
    const server = await ca.issueServerCertificate(['link.example.org', '10.0.0.7'], NOW);
    const certificate = new X509Certificate(server.certificatePem);
    for (const host of ['localhost', 'link.example.org']) expect(certificate.checkHost(host)).toBe(host);
    for (const address of ['127.0.0.1', '10.0.0.7']) expect(certificate.checkIP(address)).toBe(address);
    expect(certificate.subjectAltName).toContain('IP Address:0:0:0:0:0:0:0:1');
    expect(() => agentNameOf(certificate)).toThrow(
      expect.objectContaining({ code: 'CERTIFICATE_PEER_INVALID' }),
    );
    expect(() => agentNameOf(new X509Certificate(ca.certificatePem))).toThrow('is not one for clients');
  });

  it('is known by its pin', async () => {
    const other = await createCertificateAuthority(NOW);
    const certificate = new X509Certificate(ca.certificatePem);
    expect(matchesPin(certificate, ca.pin.toUpperCase().replace('SHA', 'sha'))).toBe(true);
    expect(matchesPin(certificate, other.pin)).toBe(false);
    for (const text of ['', 'sha256:', ca.pin.slice(0, -1), `${ca.pin}0`, ca.pin.slice(7)])
      expect(() => parsePin(text)).toThrow(expect.objectContaining({ code: 'CERTIFICATE_PIN_INVALID' }));
  });
});

describe('a proof of key', () => {
  it('holds for this key, nonce and request only', () => {
    const key = createPrivateKeyPem();
    const [nonce, csr] = [randomBytes(32), randomBytes(300)];
    const proof = signProof(key, nonce, csr);
    const publicKey = createPublicKey(key);
    expect(verifyProof(publicKey, nonce, csr, proof)).toBe(true);
    expect(verifyProof(publicKey, randomBytes(32), csr, proof)).toBe(false);
    expect(verifyProof(publicKey, nonce, randomBytes(300), proof)).toBe(false);
    expect(verifyProof(createPublicKey(createPrivateKeyPem()), nonce, csr, proof)).toBe(false);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (junk) => !verifyProof(publicKey, nonce, csr, junk)),
    );
  });
});
