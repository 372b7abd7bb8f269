import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { Server, Socket } from 'node:net';

/** Held until released or until this process ends, however it ends. */
export interface Held {
  readonly release: () => Promise<void>;
}

/** A socket of Linux's abstract name space: the kernel gives it to one process and takes it back at its end. */
function address(name: string): string {
  const digest = createHash('sha256')
    .update(`${process.getuid?.() ?? 0} ${name}`)
    .digest('hex');
  return `\0plimsoll-testbed-${digest.slice(0, 32)}`;
}

function listen(name: string, waiting: Set<Socket>): Promise<Server | null> {
  const server = createServer((socket) => {
    waiting.add(socket);
    socket.on('error', () => undefined).once('close', () => waiting.delete(socket));
  });
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(null) : reject(error),
    );
    server.listen(address(name), () => resolve(server.unref()));
  });
}

/** Takes the name, or returns null when another process holds it. */
export async function tryHold(name: string): Promise<Held | null> {
  const waiting = new Set<Socket>();
  const server = await listen(name, waiting);
  if (server === null) return null;
  const release = async (): Promise<void> => {
    const closed = once(server, 'close');
    server.close();
    for (const socket of waiting) socket.destroy();
    await closed;
  };
  return { release };
}

/** Resolves when the holder lets go; at once when there is none. */
async function released(name: string): Promise<void> {
  const socket = connect(address(name));
  socket.on('error', () => undefined).resume(); // no holder any more
  await once(socket, 'close');
}

/** Takes the name, after those who hold it now. `onWait` is called once when there is one. */
export async function hold(name: string, onWait: () => void): Promise<Held> {
  for (let told = false; ; told = true) {
    const held = await tryHold(name);
    if (held !== null) return held;
    if (!told) onWait();
    await released(name);
  }
}
