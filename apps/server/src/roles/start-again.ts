import { setTimeout as wait } from 'node:timers/promises';
import { isPlimsollError } from '@plimsoll/errors';
import { describeError, fullJitter, type Logger } from '@plimsoll/runtime';

/** As long as the store waits for a Postgres that does not answer yet. */
const WITHIN_MS = 30_000;
const PAUSE = { minMs: 200, maxMs: 5_000 };

/**
 * A database that goes away in the middle of a start costs another start, not the process. What will not heal by itself
 * is thrown at once, and everything when the time is over.
 * @param start leaves nothing open when it fails
 */
export async function startAgain<Running>(
  start: () => Promise<Running>,
  logger: Logger,
  withinMs: number = WITHIN_MS,
): Promise<Running> {
  const deadline = performance.now() + withinMs;
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await start();
    } catch (error) {
      const pause = fullJitter(attempt, PAUSE, Math.random);
      if (!isPlimsollError(error) || !error.retryable || performance.now() + pause >= deadline) throw error;
      logger.warn({ ...describeError(error), attempt }, 'the start met an outage, starting again');
      await wait(pause);
    }
  }
}
