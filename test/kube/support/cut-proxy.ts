import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A way to a port of loopback whose connections can all be cut, in mid-answer and without a word. */
export interface CutProxy {
  readonly port: number;
  /** @returns how many connections were cut */
  readonly cut: () => number;
  readonly close: () => Promise<void>;
}

export async function cutProxy(target: number): Promise<CutProxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  const server = createServer((near) => {
    const far = connect(target, '127.0.0.1');
    const pair = [near, far] as const;
    pairs.add(pair);
    near.pipe(far);
    far.pipe(near);
    const end = (): void => {
      pairs.delete(pair);
      for (const socket of pair) socket.destroy();
    };
    for (const socket of pair) socket.on('error', end).on('close', end);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const closed = once(server, 'close');
  const cut = (): number => {
    const open = [...pairs];
    for (const [near, far] of open) {
      near.destroy();
      far.destroy();
    }
    return open.length;
  };
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    close: async () => {
      server.close();
      cut();
      await closed;
    },
  };
}

/** The kubeconfig with its server at another port of loopback. */
export async function kubeconfigAt(kubeconfig: string, port: number, path: string): Promise<string> {
  const text = await readFile(kubeconfig, 'utf8');
  await writeFile(path, text.replace(/https:\/\/127\.0\.0\.1:\d+/, `https://127.0.0.1:${port}`), {
    mode: 0o600,
  });
  return path;
}
