import { once } from 'node:events';
import { createServer } from 'node:net';

async function held(): Promise<{ readonly port: number; readonly release: () => Promise<unknown> }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the system gave no port');
  const release = (): Promise<unknown> => once(server.close(), 'close');
  return { port: address.port, release };
}

/** Ports that the system says are free, all different. */
export async function freePorts(): Promise<readonly [number, number, number]> {
  const all = [await held(), await held(), await held()] as const;
  await Promise.all(all.map(({ release }) => release()));
  return [all[0].port, all[1].port, all[2].port];
}
