import type { IncomingMessage } from 'node:http';
import type { Principal } from '@plimsoll/identity';
import { describeError } from '@plimsoll/runtime';
import { WebSocket } from 'ws';
import type { ApiParts } from '../api-parts.js';
import { MessageBudget } from './message-budget.js';
import { ENDS, endOf, SocketCaller, type EndName } from './socket-caller.js';

/** One open socket: who holds it, what it may still send, and how fast it takes what it is sent. */
export class ApiSocket {
  private readonly caller: SocketCaller;
  private readonly budget: MessageBudget;
  private readonly heartbeat: NodeJS.Timeout;
  private alive = true;
  private known = false;

  constructor(
    private readonly socket: WebSocket,
    request: IncomingMessage,
    private readonly parts: ApiParts,
    private readonly ended: (name: EndName) => void,
  ) {
    this.caller = new SocketCaller(parts, request);
    this.budget = new MessageBudget(parts.sockets, parts.clock);
    this.heartbeat = setInterval(() => void this.beat(), parts.sockets.pingMs);
    socket.on('pong', () => (this.alive = true));
    socket.on('close', () => clearInterval(this.heartbeat));
    // A broken frame or too large a message: `ws` has closed the socket by itself.
    socket.on('error', (error: unknown) => parts.logger.debug(describeError(error), 'a socket failed'));
  }

  get protocol(): string {
    return this.socket.protocol;
  }

  readonly close = (code?: number, reason?: string): void => this.socket.close(code, reason);

  end(name: keyof typeof ENDS): void {
    if (this.socket.readyState !== WebSocket.OPEN) return;
    this.ended(name);
    this.socket.close(ENDS[name].code, ENDS[name].reason);
  }

  /** False: refused, and the socket ends. */
  async init(payload: Readonly<Record<string, unknown>> | undefined): Promise<boolean> {
    try {
      await this.caller.init(payload);
      this.known = true;
    } catch (error) {
      this.refuse(error);
    }
    return this.known;
  }

  /** Ends the socket where nobody may hold it any more. @throws what refused it */
  readonly authenticate = async (): Promise<Principal> => {
    try {
      return await this.caller.again();
    } catch (error) {
      this.refuse(error);
      throw error;
    }
  };

  /** Resolves when the other side has taken it, so that whoever sends waits for a slow reader; a stalled one is cut. */
  readonly send = (text: string): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    if (this.socket.readyState !== WebSocket.OPEN) resolve();
    else if (this.socket.bufferedAmount > this.parts.sockets.bufferedBytes) {
      this.cut('slow');
      resolve();
    } else {
      const timer = setTimeout(() => this.cut('slow'), this.parts.sockets.stallMs);
      // An error means that the socket is gone, which its `close` tells.
      this.socket.send(text, () => {
        clearTimeout(timer);
        resolve();
      });
    }
    return promise;
  };

  onMessage(receive: (text: string) => Promise<void>): void {
    this.socket.on('message', (data: Buffer) => {
      if (!this.budget.take(data.length)) return this.end('flood');
      receive(data.toString()).catch((error: unknown) => {
        this.parts.logger.error(describeError(error), 'a message of a socket failed by a defect');
        this.end('defect');
      });
    });
  }

  cut(name: 'slow' | 'silent'): void {
    this.ended(name);
    this.socket.terminate();
  }

  kill(): void {
    this.socket.terminate();
  }

  private refuse(error: unknown): void {
    const name = endOf(error);
    if (name === 'defect') this.parts.logger.error(describeError(error), 'a socket was refused by a defect');
    this.end(name);
  }

  private async beat(): Promise<void> {
    if (!this.alive) return this.cut('silent');
    this.alive = false;
    this.socket.ping();
    if (this.known) await this.authenticate().catch(() => undefined); // has ended the socket
  }
}
