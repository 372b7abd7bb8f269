#!/usr/bin/env node
import { run } from './run.js';
import { processTerminal } from './terminal/terminal.js';

// A reader that has seen enough (`plimsoll scan . | head`) is no defect; but nobody may take a cut report for a pass.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(2);
});

process.exitCode = await run(process.argv.slice(2), processTerminal(process));
