import type { Queue } from '@plimsoll/queue';
import type { Clock } from '@plimsoll/runtime';
import type { Store } from '@plimsoll/store';

/** What the functions of identity work with. */
export interface IdentityContext {
  readonly store: Store;
  readonly queue: Pick<Queue, 'enqueue'>;
  readonly clock: Clock;
}

/** The instant by the centre's clock, as a parameter of SQL. */
export const instant = (context: Pick<IdentityContext, 'clock'>, afterMs = 0): Date =>
  new Date(context.clock.now() + afterMs);
