import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** Stands between an agent and its centre and counts what passes, as it is on the wire: TLS, HTTP/2 and all. */
export interface CountingProxy {
  readonly port: number;
  /** Bytes of both directions since the last call. */
  readonly take: () => Passed;
  /** Ends every connection at once, as a broken network does. */
  readonly cut: () => void;
  readonly close: () => Promise<void>;
}

export interface Passed {
  readonly toCentre: number;
  readonly toAgent: number;
}

const HOST = '127.0.0.1';

export async function countingProxy(target: number): Promise<CountingProxy> {
  const sockets = new Set<Socket>();
  let [toCentre, toAgent] = [0, 0];
  const server = createServer((agent) => {
    const centre = connect(target, HOST);
    agent.on('data', (bytes) => void (toCentre += bytes.length));
    centre.on('data', (bytes) => void (toAgent += bytes.length));
    join(agent, centre, sockets);
    agent.pipe(centre).pipe(agent);
  });
  server.listen(0, HOST);
  await once(server, 'listening');
  const cut = (): void => sockets.forEach((socket) => socket.destroy());
  return {
    port: (server.address() as AddressInfo).port,
    take: () => {
      const passed = { toCentre, toAgent };
      [toCentre, toAgent] = [0, 0];
      return passed;
    },
    cut,
    close: async () => {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The end of one is the end of the other. */
function join(one: Socket, other: Socket, sockets: Set<Socket>): void {
  for (const [socket, peer] of [[one, other] as const, [other, one] as const]) {
    sockets.add(socket);
    socket.on('error', () => peer.destroy());
    socket.on('close', () => {
      sockets.delete(socket);
      peer.destroy();
    });
  }
}
