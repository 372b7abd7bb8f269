import type { Terminal } from '../terminal/terminal.js';

/** Names a step and, when it is done, its seconds; on standard error, so that the result stays alone. */
export async function step<T>(terminal: Terminal, name: string, work: () => Promise<T>): Promise<T> {
  const begin = performance.now();
  const result = await work();
  terminal.note(`${name} (${((performance.now() - begin) / 1000).toFixed(1)} s)`);
  return result;
}
