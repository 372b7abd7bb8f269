#!/usr/bin/env node
// Committed, because npm links a program only where its file exists at the time of the installation.
import { existsSync } from 'node:fs';

const program = new URL('../dist/bin/plimsoll.js', import.meta.url);
if (existsSync(program)) await import(program.href);
else {
  process.stderr.write('plimsoll is not built yet: run `npm run build`\n');
  process.exitCode = 2;
}
