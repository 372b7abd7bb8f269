import { Readable } from 'node:stream';
import { run } from '../run.js';

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line in this process and keeps what it writes. */
export async function plimsoll(args: readonly string[], input = '', color = false): Promise<Ran> {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const code = await run(args, {
    stdin: Readable.from([Buffer.from(input)]),
    write: async (text) => void stdout.push(text),
    note: (text) => void stderr.push(text),
    columns: color ? 100 : undefined,
    color,
  });
  return { code, stdout: stdout.join(''), stderr: stderr.join('\n') };
}
