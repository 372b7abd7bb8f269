import type { Clock } from '@plimsoll/runtime';
import type { SocketLimits } from './socket-limits.js';

const BYTES_OF_ONE = 4_096;

/** A bucket that holds `messageBurst` and fills by `messageRate` a second. */
export class MessageBudget {
  private left: number;
  private filledAt: number;

  constructor(
    private readonly limits: Pick<SocketLimits, 'messageRate' | 'messageBurst'>,
    private readonly clock: Clock,
  ) {
    this.left = limits.messageBurst;
    this.filledAt = clock.now();
  }

  /** False: more than may come. */
  take(bytes: number): boolean {
    const { messageBurst, messageRate } = this.limits;
    const now = this.clock.now();
    const filled = (Math.max(0, now - this.filledAt) / 1_000) * messageRate;
    this.left = Math.min(messageBurst, this.left + filled) - Math.max(1, Math.ceil(bytes / BYTES_OF_ONE));
    this.filledAt = now;
    return this.left >= 0;
  }
}
