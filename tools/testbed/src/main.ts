import path from 'node:path';
import { isPlimsollError } from '@plimsoll/errors';
import { runTestbed } from './up/run-testbed.js';

const root = path.join(import.meta.dirname, '../../..');

try {
  process.exit(await runTestbed(process.argv.slice(2), root));
} catch (error) {
  const text = isPlimsollError(error) ? `${error.message}\n${error.hint}` : String(error);
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
}
