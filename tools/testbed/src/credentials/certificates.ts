import { createPublicKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { isIP } from 'node:net';
import { bits, context, integer, octets, oid, sequence, set, text, time, truth } from './der.js';

/** Both PEM. */
export interface Certified {
  readonly certificate: string;
  readonly key: string;
}

export interface Authority {
  readonly certificate: string;
  readonly key: KeyObject;
}

/** What a client certificate says to the API server: common name and organizations. */
export interface Identity {
  readonly name: string;
  readonly groups: readonly string[];
}

const LIFE_MS = 30 * 24 * 3_600_000;
const BACKDATED_MS = 5 * 60_000;
const ECDSA_WITH_SHA256 = sequence(oid('1.2.840.10045.4.3.2'));
const USES = { serverAuth: '1.3.6.1.5.5.7.3.1', clientAuth: '1.3.6.1.5.5.7.3.2' };

const pem = (der: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/.{1,64}/g, '$&\n')}-----END CERTIFICATE-----\n`;

const attribute = (type: string, value: string): Buffer => set(sequence(oid(type), text(value)));

const distinguishedName = ({ name, groups }: Identity): Buffer =>
  sequence(...groups.map((group) => attribute('2.5.4.10', group)), attribute('2.5.4.3', name));

const extension = (id: string, value: Buffer, critical = false): Buffer =>
  sequence(oid(id), ...(critical ? [truth] : []), octets(value));

function certify(
  issuer: Identity,
  issuerKey: KeyObject,
  subject: Identity,
  key: KeyObject,
  extensions: readonly Buffer[],
): string {
  const now = Date.now();
  const body = sequence(
    context(0, integer(Buffer.from([2])), true),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    ECDSA_WITH_SHA256,
    distinguishedName(issuer),
    sequence(time(now - BACKDATED_MS), time(now + LIFE_MS)),
    distinguishedName(subject),
    createPublicKey(key).export({ type: 'spki', format: 'der' }),
    context(3, sequence(...extensions), true),
  );
  return pem(sequence(body, ECDSA_WITH_SHA256, bits(sign('sha256', body, issuerKey))));
}

const CA: Identity = { name: 'plimsoll-testbed', groups: [] };

export const privateKey = (): KeyObject => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

export const keyPem = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();

/** A certificate authority of thirty days, for one testbed. */
export function createAuthority(): Authority {
  const key = privateKey();
  const certificate = certify(CA, key, CA, key, [
    extension('2.5.29.19', sequence(truth), true),
    extension('2.5.29.15', bits(Buffer.from([0x06]), 1), true), // keyCertSign, cRLSign
  ]);
  return { certificate, key };
}

function issue(
  authority: Authority,
  subject: Identity,
  uses: readonly (keyof typeof USES)[],
  names: readonly string[],
): Certified {
  const key = privateKey();
  const alternatives = names.map((name) =>
    isIP(name) === 4
      ? context(7, Buffer.from(name.split('.').map(Number)), false)
      : context(2, Buffer.from(name), false),
  );
  const certificate = certify(CA, authority.key, subject, key, [
    extension('2.5.29.37', sequence(...uses.map((use) => oid(USES[use])))),
    ...(names.length > 0 ? [extension('2.5.29.17', sequence(...alternatives))] : []),
  ]);
  return { certificate, key: keyPem(key) };
}

export const serverCertificate = (authority: Authority, names: readonly string[]): Certified =>
  issue(authority, { name: names[0] ?? '', groups: [] }, ['serverAuth'], names);

/** Members of etcd are servers and clients of each other. */
export const memberCertificate = (authority: Authority, names: readonly string[]): Certified =>
  issue(authority, { name: names[0] ?? '', groups: [] }, ['serverAuth', 'clientAuth'], names);

/** Whoever presents it is that user in these groups; `system:masters` may do everything. */
export const clientCertificate = (authority: Authority, identity: Identity): Certified =>
  issue(authority, identity, ['clientAuth'], []);
