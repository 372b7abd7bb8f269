/** Wakes one reader; a call that comes while it does not wait is not lost. */
export class Wake {
  private woken = false;
  private resume: (() => void) | undefined;

  wake(): void {
    this.woken = true;
    this.resume?.();
  }

  /** Resolves when it was woken since the last time, when the signal aborts, or after so many ms. */
  async next(signal: AbortSignal, ms?: number): Promise<void> {
    if (!this.woken) await waitFor(signal, ms, (resume) => (this.resume = resume));
    this.woken = false;
    this.resume = undefined;
  }
}

/** Resolves after so many ms, or when the signal aborts. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> => waitFor(signal, ms, () => undefined);

async function waitFor(
  signal: AbortSignal,
  ms: number | undefined,
  start: (resume: () => void) => void,
): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = ms === undefined ? undefined : setTimeout(resolve, ms);
  const resume = (): void => resolve();
  signal.addEventListener('abort', resume, { once: true });
  start(resume);
  await promise;
  clearTimeout(timer);
  signal.removeEventListener('abort', resume);
}
