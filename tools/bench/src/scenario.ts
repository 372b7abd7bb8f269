import type { Measured } from './figure.js';

/** What a scenario is run with. */
export interface Bench {
  /** The checkout. */
  readonly root: string;
  /** A folder of its own, removed afterwards. */
  readonly folder: string;
  /** Says on standard error what goes on. */
  readonly progress: (sentence: string) => void;
}

export interface Scenario {
  readonly name: string;
  /** One line for `--list`. */
  readonly meaning: string;
  readonly run: (bench: Bench) => Promise<Measured>;
}
