import { join } from 'node:path';
import { runBench } from './run-bench.js';
import { SCENARIOS } from './scenarios.js';

const root = join(import.meta.dirname, '../../..');
const code = await runBench(process.argv.slice(2), SCENARIOS, root, {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
});
process.exit(code);
