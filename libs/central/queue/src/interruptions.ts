import type { Logger } from '@plimsoll/runtime';

const INTERVAL_MS = 30_000;

/** What an outage says of the queue: its first failure at once, then how many more there were, every 30 s until none is. */
export class Interruptions {
  private timer: NodeJS.Timeout | undefined;
  private code = '';
  private more = 0;

  constructor(private readonly logger: Logger) {}

  add(code: string): void {
    this.code = code;
    if (this.timer !== undefined) {
      this.more += 1;
      return;
    }
    this.logger.warn({ code }, 'the queue was interrupted');
    this.wait();
  }

  /** Says what was not said yet. */
  close(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.more > 0) this.sayMore();
  }

  private wait(): void {
    this.timer = setTimeout(() => {
      this.timer = undefined;
      if (this.more === 0) return;
      this.sayMore();
      this.wait();
    }, INTERVAL_MS);
    this.timer.unref();
  }

  private sayMore(): void {
    this.logger.warn({ code: this.code, times: this.more }, 'the queue was interrupted again');
    this.more = 0;
  }
}
