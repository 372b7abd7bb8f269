import { setTimeout as wait } from 'node:timers/promises';
import type { ServerProcess } from './server-process.js';

const DEADLINE_MS = 60_000;
const PAUSE_MS = 20;

/**
 * Resolves when the probe says yes; servers have no other way to say that they serve.
 * @throws TESTBED_START_FAILED when the server ends before, or after a minute.
 */
export async function untilServes(server: ServerProcess, probe: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + DEADLINE_MS; Date.now() < deadline; await wait(PAUSE_MS)) {
    if (!server.running) throw await server.failure('ended by itself');
    if (await probe()) return;
  }
  throw await server.failure('does not serve after a minute');
}
