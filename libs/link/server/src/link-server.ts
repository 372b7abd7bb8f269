import { Server, ServerCredentials } from '@grpc/grpc-js';
import type { ServerOptions } from '@grpc/grpc-js';
import { ENROLLMENT_METHODS, LINK_LIMITS, LINK_METHODS, receiveFrame } from '@plimsoll/link-contract';
import type { CertificateAuthority } from '@plimsoll/link-certificates';
import { describeError } from '@plimsoll/runtime';
import type { Clock, Logger, Metrics } from '@plimsoll/runtime';
import { admitsClient } from './client-certificate.js';
import type { EnrollmentHandler } from './enrollment-handler.js';
import { enrollmentService } from './enrollment-service.js';
import { linkMetrics } from './link-metrics.js';
import type { LinkMetrics } from './link-metrics.js';
import type { StreamCall } from './link-stream.js';
import { NonceKeeper } from './nonce-keeper.js';
import type { StreamHandler } from './stream-handler.js';
import { STREAM_LIMITS } from './stream-limits.js';
import type { StreamLimits } from './stream-limits.js';
import { StreamRegistry } from './stream-registry.js';
import { TlsListener } from './tls-listener.js';
import type { ClientCertificates } from './tls-listener.js';

const HOUR = 3_600_000;
/** The listeners' certificate lives 30 days and is replaced each day, without a restart. */
const CERTIFICATE_REPLACED_MS = 24 * HOUR;
const HANDSHAKE_MS = 10_000;

export interface LinkServerOptions {
  /** Address to listen at, for instance 127.0.0.1 or ::. */
  readonly host: string;
  /** 0 lets the system choose. */
  readonly enrollmentPort: number;
  readonly streamPort: number;
  readonly ca: CertificateAuthority;
  /** Names and addresses that agents reach the listeners by, beside localhost and loopback. */
  readonly serverNames?: readonly string[];
  /** What enrolled agents are told, host:port. Default: the stream's port at the host that they enrolled at. */
  readonly streamAddress?: string;
  readonly enrollment: EnrollmentHandler;
  readonly streams: StreamHandler;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly clock: Clock;
  /** Spreads the times of coming back; default Math.random. */
  readonly random?: () => number;
  /** 32 bytes, the same for all gateways behind one address; default: of this process alone. */
  readonly nonceKey?: Uint8Array;
  readonly maxStreams?: number;
  readonly maxEnrollmentConnections?: number;
  readonly limits?: Partial<StreamLimits>;
  readonly handshakeMs?: number;
}

export interface LinkServer {
  readonly enrollmentPort: number;
  readonly streamPort: number;
  /**
   * Lets nobody in any more, says goodbye to every stream after the work it has in hand, lets enrolments in hand be
   * answered (a token is spent once; its answer must not be lost), and settles when all are gone or the deadline
   * (milliseconds, default 8,000) has passed. `close` afterwards.
   */
  readonly drain: (deadlineMs?: number) => Promise<void>;
  /** Cuts what is left, at once. */
  readonly close: () => Promise<void>;
}

/** Opens both listeners. @throws LINK_PORT_IN_USE, LINK_LISTEN_FAILED */
export async function startLinkServer(options: LinkServerOptions): Promise<LinkServer> {
  const metrics = linkMetrics(options.metrics);
  const names = options.serverNames ?? [];
  const certificate = await options.ca.issueServerCertificate(names, options.clock.now());
  const grpc = { enrollment: new Server(ENROLLMENT_OPTIONS), streams: new Server(STREAM_OPTIONS) };
  const maxStreams = options.maxStreams ?? 5_000;
  const listen = (name: 'enrollment' | 'streams', port: number, maxConnections: number) => {
    const injector = grpc[name].createConnectionInjector(ServerCredentials.createInsecure()); // TLS is the listener's
    return TlsListener.open({
      host: options.host,
      port,
      certificate,
      clients: name === 'streams' ? clientsOf(options) : undefined,
      maxConnections,
      handshakeMs: options.handshakeMs ?? HANDSHAKE_MS,
      onConnection: (socket) => injector.injectConnection(socket),
      onRefused: (reason) => metrics.refused.add(1, { listener: name, reason }),
    });
  };
  const streamListener = await listen('streams', options.streamPort, maxStreams + 64);
  const registry = streamRegistry(options, metrics, maxStreams, (peer) => streamListener.drop(peer));
  registerStreams(grpc.streams, registry);
  registerEnrollment(grpc.enrollment, options, metrics, streamListener);
  const enrollmentListener = await listen(
    'enrollment',
    options.enrollmentPort,
    options.maxEnrollmentConnections ?? 256,
  ).catch((error: unknown) => {
    streamListener.close();
    throw error;
  });
  const listeners = [enrollmentListener, streamListener];
  const replacing = replaceCertificate(options, listeners);
  return {
    enrollmentPort: enrollmentListener.port,
    streamPort: streamListener.port,
    drain: async (deadlineMs = 8_000) => {
      for (const listener of listeners) listener.stopAccepting();
      await within(deadlineMs, Promise.all([registry.drain(), finishCalls(grpc.enrollment)]));
    },
    close: async () => {
      clearInterval(replacing);
      for (const listener of listeners) listener.close();
      for (const server of Object.values(grpc)) server.forceShutdown();
      await within(1_000, registry.drain());
    },
  };
}

const clientsOf = ({ ca, clock }: LinkServerOptions): ClientCertificates => ({
  authorityPem: ca.certificatePem,
  admits: (socket) => admitsClient(socket, ca, clock.now()),
});

const ENROLLMENT_OPTIONS: ServerOptions = {
  'grpc.enable_channelz': 0,
  'grpc.max_receive_message_length': LINK_LIMITS.enrollmentBytes,
  'grpc.max_concurrent_streams': 8,
  // One call takes a second; whoever dawdles is cut, also amid a request.
  'grpc.max_connection_idle_ms': 20_000,
  'grpc.max_connection_age_ms': 60_000,
  'grpc.max_connection_age_grace_ms': 10_000,
};

const STREAM_OPTIONS: ServerOptions = {
  'grpc.enable_channelz': 0,
  // Twice the limit: a message just over it is named in a goodbye, one far over it ends the call unread.
  'grpc.max_receive_message_length': 2 * LINK_LIMITS.messageBytes,
  'grpc.max_concurrent_streams': 4,
  'grpc.max_connection_idle_ms': 30_000,
  'grpc.keepalive_time_ms': 60_000,
  'grpc.keepalive_timeout_ms': 20_000,
};

function streamRegistry(
  options: LinkServerOptions,
  metrics: LinkMetrics,
  maxStreams: number,
  drop: (peer: string) => void,
) {
  const { ca, clock, logger, streams: handler, random = Math.random } = options;
  const limits = { ...STREAM_LIMITS, ...options.limits };
  return new StreamRegistry({ ca, handler, clock, logger, metrics, random, maxStreams, drop, limits });
}

function registerStreams(server: Server, registry: StreamRegistry): void {
  const { path, responseSerialize } = LINK_METHODS.connect;
  server.register(path, (call: StreamCall) => registry.accept(call), responseSerialize, receiveFrame, 'bidi');
}

function registerEnrollment(
  server: Server,
  options: LinkServerOptions,
  metrics: LinkMetrics,
  streams: TlsListener,
): void {
  const { ca, clock, logger, enrollment: handler } = options;
  const service = enrollmentService({
    ca,
    clock,
    logger,
    handler,
    nonces: new NonceKeeper(clock, options.nonceKey),
    streamAddress: () => options.streamAddress ?? `:${streams.port}`,
    maxConcurrent: 64,
    onOutcome: (method, outcome) => metrics.calls.add(1, { method, outcome }),
  });
  server.addService(ENROLLMENT_METHODS, service);
}

function replaceCertificate(options: LinkServerOptions, listeners: readonly TlsListener[]): NodeJS.Timeout {
  const replace = async () => {
    const certificate = await options.ca.issueServerCertificate(
      options.serverNames ?? [],
      options.clock.now(),
    );
    for (const listener of listeners) listener.useCertificate(certificate);
  };
  const failed = (error: unknown) =>
    options.logger.error(describeError(error), 'the certificate of the listeners could not be replaced');
  return setInterval(() => void replace().catch(failed), CERTIFICATE_REPLACED_MS).unref();
}

/** Settles when the calls in hand are answered and their connections closed. */
const finishCalls = (server: Server): Promise<void> =>
  new Promise((resolve) => server.tryShutdown(() => resolve()));

async function within(deadlineMs: number, work: Promise<unknown>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, deadlineMs);
  await Promise.race([work, promise]);
  clearTimeout(timer);
}
