/** The part of `ws` that is used; the package brings no types. */
declare module 'ws' {
  import type { EventEmitter } from 'node:events';
  import type { IncomingMessage } from 'node:http';
  import type { Duplex } from 'node:stream';

  export class WebSocket extends EventEmitter {
    static readonly OPEN: 1;
    constructor(url: string, protocols?: string | readonly string[], options?: WebSocket.ClientOptions);
    readonly readyState: number;
    readonly protocol: string;
    /** Bytes that wait to be taken by the other side. */
    readonly bufferedAmount: number;
    send(data: string, done?: (error?: Error) => void): void;
    ping(): void;
    pause(): void;
    close(code?: number, reason?: string): void;
    terminate(): void;
  }

  namespace WebSocket {
    interface ClientOptions {
      readonly headers?: Readonly<Record<string, string>>;
    }
  }

  export interface ServerOptions {
    readonly noServer: true;
    readonly maxPayload: number;
    readonly perMessageDeflate: false;
    readonly clientTracking: boolean;
    readonly handleProtocols: (protocols: Set<string>) => string | false;
  }

  export class WebSocketServer extends EventEmitter {
    constructor(options: ServerOptions);
    handleUpgrade(
      request: IncomingMessage,
      socket: Duplex,
      head: Buffer,
      done: (socket: WebSocket, request: IncomingMessage) => void,
    ): void;
  }
}
