import { createServer } from 'node:tls';
import type { Server, TLSSocket } from 'node:tls';
import type { AddressInfo } from 'node:net';
import type { ServerCertificate } from '@plimsoll/link-certificates';
import { linkServerErrors } from './errors.js';

export interface TlsListenerOptions {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly certificate: ServerCertificate;
  /** The only CA that client certificates may come from; undefined asks for none. */
  readonly clientAuthorityPem: string | undefined;
  readonly maxConnections: number;
  /** A connection that has not finished its handshake by then is dropped. */
  readonly handshakeMs: number;
  readonly onConnection: (socket: TLSSocket) => void;
  /** A connection that was not let in: full, or a failed handshake. */
  readonly onRefused: (reason: 'full' | 'handshake') => void;
}

/**
 * TLS before gRPC sees a byte: grpc-js gives no limit on connections or on the time of a handshake, so the listener is
 * ours and finished connections are handed over.
 */
export class TlsListener {
  readonly #server: Server;
  readonly #clientAuthorityPem: string | undefined;
  readonly #sockets = new Map<string, TLSSocket>();

  #port = 0;

  private constructor(server: Server, clientAuthorityPem: string | undefined) {
    this.#server = server;
    this.#clientAuthorityPem = clientAuthorityPem;
  }

  /** @throws LINK_PORT_IN_USE, LINK_LISTEN_FAILED */
  static async open(options: TlsListenerOptions): Promise<TlsListener> {
    const server = createServer({
      ...context(options.certificate, options.clientAuthorityPem),
      requestCert: options.clientAuthorityPem !== undefined,
      rejectUnauthorized: options.clientAuthorityPem !== undefined,
      ALPNProtocols: ['h2'],
      handshakeTimeout: options.handshakeMs,
    });
    server.maxConnections = options.maxConnections;
    const listener = new TlsListener(server, options.clientAuthorityPem);
    server.on('drop', () => options.onRefused('full'));
    server.on('tlsClientError', (_error, socket) => {
      options.onRefused('handshake');
      socket.destroy();
    });
    server.on('secureConnection', (socket) => {
      listener.#keep(socket);
      options.onConnection(socket);
    });
    await listen(server, options);
    listener.#port = portOf(server.address());
    return listener;
  }

  /** As bound; stays known after the listener stopped accepting. */
  get port(): number {
    return this.#port;
  }

  /** For connections from now on. */
  useCertificate(certificate: ServerCertificate): void {
    this.#server.setSecureContext(context(certificate, this.#clientAuthorityPem));
  }

  /** Ends the connection from this peer (`address:port`) at once, whatever is in flight. */
  drop(peer: string): void {
    this.#sockets.get(peer)?.destroy();
  }

  stopAccepting(): void {
    this.#server.close();
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets.values()) socket.destroy();
  }

  #keep(socket: TLSSocket): void {
    const peer = peerOf(socket);
    this.#sockets.set(peer, socket);
    socket.on('error', () => socket.destroy()); // resets are the peer's affair; 'close' follows
    socket.once('close', () => this.#sockets.delete(peer));
  }
}

/** As grpc-js spells it in `call.getPeer()`. */
const peerOf = (socket: TLSSocket): string =>
  `${socket.remoteAddress ?? 'unknown'}:${socket.remotePort ?? 0}`;

const context = (certificate: ServerCertificate, clientAuthorityPem: string | undefined) => ({
  cert: certificate.certificatePem,
  key: certificate.privateKeyPem,
  minVersion: 'TLSv1.3' as const,
  ...(clientAuthorityPem === undefined ? {} : { ca: clientAuthorityPem }),
});

const portOf = (address: AddressInfo | string | null): number =>
  typeof address === 'object' && address !== null ? address.port : 0;

function listen(server: Server, { host, port }: TlsListenerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(listenError(cause, host, port)));
    server.listen(port, host, () => resolve());
  });
}

function listenError(cause: NodeJS.ErrnoException, host: string, port: number) {
  const code = cause.code === 'EADDRINUSE' ? 'LINK_PORT_IN_USE' : 'LINK_LISTEN_FAILED';
  return linkServerErrors.error(code, `the link cannot listen at ${host}:${port}`, {
    cause,
    details: { host, port },
  });
}
