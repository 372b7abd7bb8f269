import { STATUS_CODES, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { handleProtocols } from 'graphql-ws';
import { WebSocketServer, type WebSocket } from 'ws';
import { ApiParts } from '../api-parts.js';
import { ApiSocket } from './api-socket.js';
import { PostureWakes } from './posture-wakes.js';
import { speakOver } from './socket-protocol.js';
import { SocketMetrics } from './socket-metrics.js';
import { SocketOperations } from './socket-operations.js';

const PATH = '/graphql';
/** How long sockets may take to answer a goodbye. */
const GOODBYE_MS = 1_000;

/** graphql-transport-ws at /graphql: opens sockets, and says goodbye to them when the process stops. */
@Injectable()
export class SubscriptionServer implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly sockets = new Set<ApiSocket>();
  private readonly frames: WebSocketServer;
  private readonly operations: SocketOperations;
  private readonly metrics: SocketMetrics;
  private stopped: (() => void) | undefined;

  constructor(
    private readonly parts: ApiParts,
    private readonly host: HttpAdapterHost,
    private readonly wakes: PostureWakes,
    schemas: GraphQLSchemaHost,
  ) {
    this.metrics = new SocketMetrics(parts.metrics);
    this.operations = new SocketOperations(parts, () => schemas.schema);
    this.frames = new WebSocketServer({
      noServer: true,
      maxPayload: parts.sockets.messageBytes,
      perMessageDeflate: false,
      clientTracking: false,
      handleProtocols,
    });
  }

  onApplicationBootstrap(): void {
    const server: Server = this.host.httpAdapter.getHttpServer();
    server.on('upgrade', this.upgrade);
  }

  /** Before the listener closes, which waits for every connection. */
  async onModuleDestroy(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.stopped = resolve;
    if (this.sockets.size === 0) resolve();
    for (const socket of this.sockets) socket.end('stopping');
    const timer = setTimeout(() => {
      for (const socket of this.sockets) socket.kill();
    }, GOODBYE_MS);
    await promise;
    clearTimeout(timer);
    await this.wakes.close();
  }

  private readonly upgrade = (request: IncomingMessage, stream: Duplex, head: Buffer): void => {
    stream.on('error', () => stream.destroy()); // gone before it was a socket
    if (request.url?.split('?')[0] !== PATH) return reject(stream, 404);
    if (this.stopped || this.sockets.size >= this.parts.sockets.sockets) return reject(stream, 503);
    this.frames.handleUpgrade(request, stream, head, (socket) => this.opened(socket, request));
  };

  private opened(socket: WebSocket, request: IncomingMessage): void {
    const { metrics, parts } = this;
    const api = new ApiSocket(socket, request, parts, metrics.ended);
    this.sockets.add(api);
    metrics.open(this.sockets.size);
    const closed = speakOver(api, this.operations, { initMs: parts.sockets.initMs, sent: metrics.sent });
    socket.on('close', (code: number, reason: Buffer) => {
      this.sockets.delete(api);
      metrics.open(this.sockets.size);
      if (this.sockets.size === 0) this.stopped?.();
      void closed(code, reason.toString());
    });
  }
}

function reject(stream: Duplex, status: number): void {
  stream.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}
