import { setTimeout as wait } from 'node:timers/promises';

/** Returns early when the signal is aborted. */
export async function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  try {
    await wait(delayMs, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
