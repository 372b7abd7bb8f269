import { connect, createServer, type Socket } from 'node:net';

/** A way to a port of loopback that is cut, in mid-frame and without a word, after so many bytes a connection. */
export interface CuttingProxy {
  readonly port: number;
  readonly cuts: () => number;
  readonly close: () => Promise<void>;
}

/** `afterBytes` has one number a connection; later connections are left alone. */
export async function cuttingProxy(target: number, afterBytes: readonly number[]): Promise<CuttingProxy> {
  const sockets = new Set<Socket>();
  let connections = 0;
  let cuts = 0;
  const server = createServer((near) => {
    const limit = afterBytes[connections++] ?? Infinity;
    const far = connect(target, '127.0.0.1');
    let passed = 0;
    const end = (): void => {
      for (const socket of [near, far]) socket.destroy();
    };
    near.on('data', (bytes: Buffer) => {
      const left = limit - passed;
      passed += bytes.length;
      far.write(bytes.subarray(0, left));
      if (bytes.length <= left) return;
      cuts += 1;
      end();
    });
    far.on('data', (bytes: Buffer) => near.write(bytes));
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', end);
      socket.on('close', () => (sockets.delete(socket), end()));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the proxy has no port');
  return {
    port: address.port,
    cuts: () => cuts,
    close: async () => {
      sockets.forEach((socket) => socket.destroy());
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
