/** What the feeder is told to do; it answers each with `Told`. */
export type ToFeeder =
  | { readonly order: 'prepare'; readonly seed: number; readonly count: number; readonly version: number }
  | { readonly order: 'send' };

export interface Told {
  /** From the first frame until the last one was acknowledged, that is committed. */
  readonly milliseconds: number;
  readonly commits: number;
}
