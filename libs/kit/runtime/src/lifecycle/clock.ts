/** Milliseconds since the epoch; injected so that tests and simulations own the time. */
export interface Clock {
  readonly now: () => number;
}
export const systemClock: Clock = { now: () => Date.now() };
