// `npm test`: sets itself up, then runs the checks and every test.
import { join } from 'node:path';
import { become, fail, node24, root, setUp } from './steps.mjs';

try {
  await setUp();
  const { code } = await become(node24, [join(root, 'tools/check/test.mjs'), ...process.argv.slice(2)]);
  process.exitCode = code;
} catch (error) {
  fail(error);
  process.stdout.write('0 passed, 1 failed\n');
}
