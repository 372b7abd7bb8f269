import { createPrivateKey, createPublicKey, webcrypto } from 'node:crypto';
import type { KeyObject, X509Certificate } from 'node:crypto';
import { agentUri } from './agent-name.js';
import type { AgentName } from './agent-name.js';
import { fingerprint } from './fingerprint.js';
import type { IssuedCertificate } from './issued-certificate.js';
import { BACKDATED_MS, listenerNames, readIssuer, serialNumber, signLeaf } from './leaf.js';
import type { Issuer } from './leaf.js';
import { caPin } from './pin.js';
import { createPrivateKeyPem } from './signing-request.js';
import { SIGNATURE, loadX509 } from './x509.js';

const DAY = 24 * 3_600_000;
const AUTHORITY_LIFE = 3650 * DAY;
const SERVER_LIFE = 30 * DAY;
const AGENT_LIFE = DAY;

/** A listener's certificate with its key, both PEM; the chain ends with the CA so that a pin can be checked. */
export interface ServerCertificate {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
  readonly notAfterMs: number;
}

/** The certificate authority of one centre. Holds the private key: keep it where secrets are kept. */
export interface CertificateAuthority {
  readonly certificatePem: string;
  readonly certificateDer: Uint8Array;
  readonly privateKeyPem: string;
  /** `sha256:<hex>`, shown to whoever enrols a cluster. */
  readonly pin: string;
  /** Signs a 24 h client certificate naming the agent. `nowMs` is the centre's clock. */
  readonly issueAgentCertificate: (
    publicKey: KeyObject,
    agent: AgentName,
    nowMs: number,
  ) => Promise<IssuedCertificate>;
  /** Makes a key and a 30 day certificate for a listener: localhost, the loopback addresses and the given names. */
  readonly issueServerCertificate: (names: readonly string[], nowMs: number) => Promise<ServerCertificate>;
  /** Whether this CA signed it. Says nothing of its dates. */
  readonly signed: (certificate: X509Certificate) => boolean;
}

/** Makes a new CA (ECDSA P-256, ten years) that signs leaves only. Store its two PEM texts. */
export async function createCertificateAuthority(nowMs: number): Promise<CertificateAuthority> {
  const x509 = await loadX509();
  const keys = await webcrypto.subtle.generateKey(SIGNATURE, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: 'CN=Plimsoll link CA',
    notBefore: new Date(nowMs - BACKDATED_MS),
    notAfter: new Date(nowMs + AUTHORITY_LIFE),
    signingAlgorithm: SIGNATURE,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
  const privateKey = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
  return loadCertificateAuthority(
    certificate.toString('pem'),
    privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  );
}

/** Reads a CA from its PEM texts. @throws CERTIFICATE_AUTHORITY_INVALID when they are not one P-256 CA and its key. */
export async function loadCertificateAuthority(
  certificatePem: string,
  privateKeyPem: string,
): Promise<CertificateAuthority> {
  const issuer = await readIssuer(certificatePem, privateKeyPem);
  const { certificate } = issuer;
  return {
    certificatePem: certificate.toString(),
    certificateDer: certificate.raw,
    privateKeyPem,
    pin: caPin(certificate),
    issueAgentCertificate: (publicKey, agent, nowMs) => issueToAgent(issuer, publicKey, agent, nowMs),
    issueServerCertificate: (names, nowMs) => issueToListener(issuer, names, nowMs),
    signed: (candidate) => candidate.checkIssued(certificate) && candidate.verify(certificate.publicKey),
  };
}

async function issueToAgent(
  issuer: Issuer,
  publicKey: KeyObject,
  agent: AgentName,
  nowMs: number,
): Promise<IssuedCertificate> {
  const leaf = await signLeaf(issuer, {
    commonName: agent.agentId,
    publicKey: publicKey.export({ type: 'spki', format: 'der' }),
    use: 'clientAuth',
    names: [{ type: 'url', value: agentUri(agent) }],
    lifeMs: AGENT_LIFE,
    nowMs,
  });
  const [notBeforeMs, notAfterMs] = [leaf.validFromDate.getTime(), leaf.validToDate.getTime()];
  return { der: leaf.raw, fingerprint: fingerprint(leaf.raw), notBeforeMs, notAfterMs };
}

async function issueToListener(
  issuer: Issuer,
  names: readonly string[],
  nowMs: number,
): Promise<ServerCertificate> {
  const privateKeyPem = createPrivateKeyPem();
  const leaf = await signLeaf(issuer, {
    commonName: 'plimsoll-centre',
    publicKey: createPublicKey(privateKeyPem).export({ type: 'spki', format: 'der' }),
    use: 'serverAuth',
    names: listenerNames(names),
    lifeMs: SERVER_LIFE,
    nowMs,
  });
  const certificatePem = `${leaf.toString()}${issuer.certificate.toString()}`;
  return { certificatePem, privateKeyPem, notAfterMs: leaf.validToDate.getTime() };
}
