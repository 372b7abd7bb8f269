import type { Terminal } from './terminal/terminal.js';

/** One command: a file of its own in `commands`, loaded only when it is asked for. */
export interface Command {
  /** What `plimsoll help NAME` prints. */
  readonly help: string;
  /**
   * @returns the exit code: 0 well, 1 findings, 2 bad usage or input.
   * @throws PlimsollError, printed with its hint; exit code 2
   */
  readonly run: (args: readonly string[], terminal: Terminal) => Promise<number>;
}

export interface CommandRow {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<Command>;
}
