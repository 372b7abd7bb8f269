import type { Command } from '../command.js';
import { runUp } from '../up/run-up.js';
import { UP_HELP, parseUpOptions } from '../up/up-options.js';

export const up: Command = {
  help: UP_HELP,
  run: (args, terminal) => runUp(parseUpOptions(args), terminal),
};
