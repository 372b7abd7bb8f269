import { constants } from 'node:crypto';
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
  /** Asks for client certificates and judges them; undefined asks for none. */
  readonly clients: ClientCertificates | undefined;
  readonly maxConnections: number;
  /** A connection that has not finished its handshake by then is dropped. */
  readonly handshakeMs: number;
  readonly onConnection: (socket: TLSSocket) => void;
  /** A connection that was not let in: full, or a failed handshake. */
  readonly onRefused: (reason: 'full' | 'handshake') => void;
}

export interface ClientCertificates {
  /** The only CA that they may come from. */
  readonly authorityPem: string;
  /** Whether this connection may go on; its certificate's key was proved, nothing else. */
  readonly admits: (socket: TLSSocket) => boolean;
}

/**
 * TLS before gRPC sees a byte: grpc-js gives no limit on connections or on the time of a handshake, so the listener is
 * ours and finished connections are handed over.
 */
export class TlsListener {
  readonly #server: Server;
  readonly #clients: ClientCertificates | undefined;
  readonly #sockets = new Map<string, TLSSocket>();

  #port = 0;

  private constructor(server: Server, clients: ClientCertificates | undefined) {
    this.#server = server;
    this.#clients = clients;
  }

  /** @throws LINK_PORT_IN_USE, LINK_LISTEN_FAILED */
  static async open(options: TlsListenerOptions): Promise<TlsListener> {
    const server = createServer({
      ...context(options.certificate, options.clients),
      requestCert: options.clients !== undefined,
      rejectUnauthorized: false, // `admits` decides, before a byte is read
      ALPNProtocols: ['h2'],
      handshakeTimeout: options.handshakeMs,
    });
    server.maxConnections = options.maxConnections;
    const listener = new TlsListener(server, options.clients);
    server.on('drop', () => options.onRefused('full'));
    server.on('tlsClientError', (_error, socket) => {
      options.onRefused('handshake');
      socket.destroy();
    });
    server.on('secureConnection', (socket) => {
      listener.#keep(socket);
      if (options.clients?.admits(socket) ?? true) return options.onConnection(socket);
      options.onRefused('handshake');
      socket.destroy();
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
    this.#server.setSecureContext(context(certificate, this.#clients));
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

const context = (certificate: ServerCertificate, clients: ClientCertificates | undefined) => ({
  cert: certificate.certificatePem,
  key: certificate.privateKeyPem,
  minVersion: 'TLSv1.3' as const,
  // Agents never resume a session: a ticket would carry their certificate back to them, twice, for nothing.
  secureOptions: constants.SSL_OP_NO_TICKET,
  ...(clients === undefined ? {} : { ca: clients.authorityPem }),
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
