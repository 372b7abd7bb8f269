import { isPlimsollError } from '@plimsoll/errors';
import { COMMANDS } from './commands.js';
import { cliErrors } from './errors.js';
import { overview } from './help.js';
import type { Terminal } from './terminal/terminal.js';

const HELP: ReadonlySet<string | undefined> = new Set(['help', '--help', '-h', undefined]);

/** Runs one command line (without the program's name) and says its exit code. Never throws. */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    return await dispatch(args, terminal);
  } catch (error) {
    terminal.note(describe(error));
    return 2;
  }
}

async function dispatch([name, ...rest]: readonly string[], terminal: Terminal): Promise<number> {
  if (HELP.has(name)) return help(rest[0], terminal);
  const known = await load(name === '--version' || name === '-v' ? 'version' : (name ?? ''));
  if (rest.includes('--help') || rest.includes('-h')) {
    await terminal.write(known.help);
    return 0;
  }
  return known.run(rest, terminal);
}

async function help(name: string | undefined, terminal: Terminal): Promise<number> {
  await terminal.write(name === undefined ? overview(COMMANDS) : (await load(name)).help);
  return 0;
}

const load = (name: string) => {
  const row = COMMANDS.find((command) => command.name === name);
  if (row === undefined) throw cliErrors.error('COMMAND_UNKNOWN', `there is no command "${name}"`);
  return row.load();
};

/** What happened, and what to do next. */
function describe(error: unknown): string {
  if (isPlimsollError(error)) return `plimsoll: ${error.message} (${error.code})\n  ${error.hint}`;
  return `plimsoll: a defect: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}
