import type { Readable } from 'node:stream';

/** Where a command reads and writes; a test gives its own. */
export interface Terminal {
  readonly stdin: Readable;
  /** Resolves when the text is handed over, so that a slow reader holds the writer back. */
  readonly write: (text: string) => Promise<void>;
  /** Everything that is not the result: notes, warnings, errors. */
  readonly note: (text: string) => void;
  /** Columns of the screen; undefined when the output is not a screen. */
  readonly columns: number | undefined;
  readonly color: boolean;
}

/** The terminal of this process. Colours are for screens, and not where NO_COLOR is set. */
export function processTerminal({ stdin, stdout, stderr, env }: NodeJS.Process): Terminal {
  return {
    stdin,
    write: (text) =>
      new Promise((resolve, reject) => {
        stdout.write(text, (error) => (error ? reject(error) : resolve()));
      }),
    note: (text) => void stderr.write(`${text}\n`),
    // Some terminals say 0 and mean that they do not know.
    columns: stdout.isTTY && stdout.columns > 0 ? stdout.columns : undefined,
    color: stdout.isTTY && (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb',
  };
}
