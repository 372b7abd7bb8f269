import { parseArgs } from 'node:util';
import { HOST_COLLECTORS, hostMounts } from '@plimsoll/collectors';
import { cliErrors } from '../errors.js';
import type { Terminal } from '../terminal/terminal.js';
import { explanation } from './explanation.js';

const OPTIONS = { paths: { type: 'boolean' }, format: { type: 'string', default: 'table' } } as const;

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: false }).values;
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw cliErrors.error('USAGE', message, { cause, hint: 'Run `plimsoll help agent`.' });
  }
}

/**
 * `plimsoll agent explain`: each mount of the pod of a node's agent, why it is there, and what is lost without it.
 * @throws USAGE
 */
export async function explain(args: readonly string[], terminal: Terminal): Promise<number> {
  const { paths = false, format } = parse(args);
  const mounts = hostMounts(HOST_COLLECTORS);
  if (format === 'json') await terminal.write(`${JSON.stringify(mounts, undefined, 2)}\n`);
  else if (format === 'table') await terminal.write(explanation(mounts, paths));
  else throw cliErrors.error('USAGE', `--format ${format} is neither table nor json`);
  return 0;
}
