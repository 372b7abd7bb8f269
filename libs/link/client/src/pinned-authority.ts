import type { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { connect } from 'node:tls';
import type { TLSSocket } from 'node:tls';
import { matchesPin, parsePin } from '@plimsoll/link-certificates';
import { formatAddress } from './address.js';
import type { Address } from './address.js';
import { linkClientErrors } from './errors.js';
import { connectTo, unreachable } from './proxy.js';
import type { Environment } from './proxy.js';

const DEADLINE_MS = 15_000;
const LONGEST_CHAIN = 5;

/**
 * Reads the chain that the listener presents and returns the pinned CA in it, as PEM. Nothing is sent. The connection
 * that follows verifies the listener against this CA alone.
 * @throws LINK_CA_PIN_MISMATCH, LINK_SERVER_NAME, LINK_UNREACHABLE, CERTIFICATE_PIN_INVALID
 */
export async function fetchPinnedAuthority(
  address: Address,
  caPin: string,
  environment: Environment,
): Promise<string> {
  const pin = parsePin(caPin);
  const chain = await presentedChain(address, environment);
  const authority = chain.find((certificate) => certificate.ca && matchesPin(certificate, pin));
  const [leaf] = chain;
  if (authority === undefined || leaf === undefined || !leaf.verify(authority.publicKey))
    throw linkClientErrors.error(
      'LINK_CA_PIN_MISMATCH',
      `${formatAddress(address)} does not present the pinned authority`,
    );
  requireName(leaf, address.host);
  return authority.toString();
}

async function presentedChain(
  address: Address,
  environment: Environment,
): Promise<readonly X509Certificate[]> {
  const signal = AbortSignal.timeout(DEADLINE_MS);
  const socket = await connectTo(address, environment, signal);
  // Not verified here on purpose: what is presented is compared with the pin, and nothing is sent.
  const servername = isIP(address.host) === 0 ? { servername: address.host } : {};
  const secure = connect({ socket, rejectUnauthorized: false, ALPNProtocols: ['h2'], ...servername });
  try {
    await handshake(secure, signal);
    return chainOf(secure.getPeerX509Certificate());
  } catch (cause) {
    throw unreachable(address, cause);
  } finally {
    secure.destroy();
    socket.destroy();
  }
}

function handshake(secure: TLSSocket, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    secure.once('secureConnect', () => resolve());
    secure.once('error', reject);
    secure.once('close', () => reject(new Error('the connection was closed before a certificate was seen')));
    signal.addEventListener('abort', () => reject(new Error('no TLS handshake in time')), { once: true });
  });
}

function chainOf(leaf: X509Certificate | undefined): readonly X509Certificate[] {
  const chain: X509Certificate[] = [];
  for (let next = leaf; next !== undefined && chain.length < LONGEST_CHAIN; next = next.issuerCertificate)
    chain.push(next);
  return chain;
}

function requireName(leaf: X509Certificate, host: string): void {
  const named = isIP(host) === 0 ? leaf.checkHost(host) : leaf.checkIP(host);
  if (named !== undefined) return;
  throw linkClientErrors.error(
    'LINK_SERVER_NAME',
    `the centre's certificate is not for ${host}; it is for ${leaf.subjectAltName ?? 'nothing'}`,
  );
}
