import { isIP } from 'node:net';
import { checkServerIdentity } from 'node:tls';
import { Client, credentials } from '@grpc/grpc-js';
import type { ChannelOptions } from '@grpc/grpc-js';
import type { Address } from './address.js';
import { routeTo } from './proxy.js';
import type { Environment } from './proxy.js';

/** The one authority that the centre may come from, and what the agent shows of itself. All PEM. */
export interface ChannelTrust {
  readonly caPem: string;
  readonly privateKeyPem?: string;
  readonly certificatePem?: string;
}

// SNI carries no IP addresses (RFC 6066 section 3); the certificate is still checked against the address.
const NO_NAME = { 'grpc.ssl_target_name_override': 'plimsoll-centre' };

/** A gRPC channel of its own: connections are never shared between identities. Connects when it is first used. */
export function openChannel(
  address: Address,
  trust: ChannelTrust,
  environment: Environment,
  options: ChannelOptions,
): Client {
  const route = routeTo(address, environment);
  const verification = {
    checkServerIdentity: (_name: string, certificate: Parameters<typeof checkServerIdentity>[1]) =>
      checkServerIdentity(address.host, certificate),
  };
  const tls = credentials.createSsl(
    Buffer.from(trust.caPem),
    pem(trust.privateKeyPem),
    pem(trust.certificatePem),
    verification,
  );
  return new Client(route.target, tls, {
    ...route.options,
    ...(isIP(address.host) === 0 ? {} : NO_NAME),
    'grpc.enable_channelz': 0,
    'grpc.enable_retries': 0,
    'grpc.use_local_subchannel_pool': 1,
    ...options,
  });
}

const pem = (text: string | undefined): Buffer | null => (text === undefined ? null : Buffer.from(text));
