import { createPublicKey } from 'node:crypto';
import { Client, Metadata, credentials } from '@grpc/grpc-js';
import type { ClientDuplexStream } from '@grpc/grpc-js';
import { createCertificateAuthority, createPrivateKeyPem } from '@plimsoll/link-certificates';
import type { CertificateAuthority } from '@plimsoll/link-certificates';
import { LINK_METHODS } from '@plimsoll/link-contract';
import type { ConnectResponse } from '@plimsoll/link-contract';
import { silentLogger, systemClock } from '@plimsoll/runtime';
import { createMetrics } from '@plimsoll/runtime/metrics';
import type { AgentIdentity } from '../enrollment-handler.js';
import { startLinkServer } from '../link-server.js';
import type { LinkServer, LinkServerOptions } from '../link-server.js';
import { FakeEnrollment, randomAgent } from './fake-enrollment.js';
import { FakeStreams } from './fake-streams.js';

export interface TestLink {
  readonly ca: CertificateAuthority;
  readonly server: LinkServer;
  readonly enrollment: FakeEnrollment;
  readonly streams: FakeStreams;
  readonly enrollmentAddress: string;
  readonly streamAddress: string;
  readonly close: () => Promise<void>;
}

/** A link on loopback with a CA of its own and both handlers faked. `tokens` are good once each. */
export async function startTestLink(
  options: Partial<LinkServerOptions> & { readonly tokens?: readonly string[] } = {},
): Promise<TestLink> {
  const { tokens = ['token-1'], ...overrides } = options;
  const ca = options.ca ?? (await createCertificateAuthority(Date.now()));
  const enrollment = new FakeEnrollment(tokens);
  const streams = new FakeStreams();
  const defaults = {
    host: '127.0.0.1',
    enrollmentPort: 0,
    streamPort: 0,
    logger: silentLogger,
    metrics: createMetrics(),
    clock: systemClock,
  };
  const server = await startLinkServer({ ...defaults, ca, enrollment, streams, ...overrides });
  return {
    ca,
    server,
    enrollment,
    streams,
    enrollmentAddress: `127.0.0.1:${server.enrollmentPort}`,
    streamAddress: `127.0.0.1:${server.streamPort}`,
    close: () => server.close(),
  };
}

/** What a TLS client shows; absent fields are not shown. */
export interface TestCertificate {
  readonly agent: AgentIdentity;
  readonly privateKeyPem: string;
  readonly certificatePem: string;
}

export async function testCertificate(
  ca: CertificateAuthority,
  agent = randomAgent(),
  nowMs = Date.now(),
): Promise<TestCertificate> {
  const privateKeyPem = createPrivateKeyPem();
  const { der } = await ca.issueAgentCertificate(createPublicKey(privateKeyPem), agent, nowMs);
  const base64 = Buffer.from(der).toString('base64').replace(/.{64}/g, '$&\n');
  return {
    agent,
    privateKeyPem,
    certificatePem: `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`,
  };
}

/** A stream of raw messages, for what a well-behaved agent never sends. */
export function rawStream(
  link: Pick<TestLink, 'ca' | 'streamAddress'>,
  certificate?: TestCertificate,
): ClientDuplexStream<Uint8Array, ConnectResponse> & { readonly closeClient: () => void } {
  const ca = Buffer.from(link.ca.certificatePem);
  const tls = certificate
    ? credentials.createSsl(
        ca,
        Buffer.from(certificate.privateKeyPem),
        Buffer.from(certificate.certificatePem),
      )
    : credentials.createSsl(ca);
  const client = new Client(link.streamAddress, tls, {
    'grpc.enable_retries': 0,
    'grpc.max_send_message_length': -1,
    'grpc.use_local_subchannel_pool': 1,
  });
  const { path, responseDeserialize } = LINK_METHODS.connect;
  const call = client.makeBidiStreamRequest(
    path,
    (bytes: Uint8Array) => Buffer.from(bytes),
    responseDeserialize,
    new Metadata(),
  );
  return Object.assign(call, { closeClient: () => client.close() });
}
