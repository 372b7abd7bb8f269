export { run } from './run.js';
export type { Command, CommandRow } from './command.js';
export type { Terminal } from './terminal/terminal.js';
export { cliErrors } from './errors.js';
