// `npm run bench -- NAME | --all | --list`: sets itself up, then runs the named scenarios.
import { join } from 'node:path';
import { become, fail, node24, root, setUp } from './steps.mjs';

try {
  await setUp();
  const { code } = await become(node24, [join(root, 'tools/bench/dist/main.js'), ...process.argv.slice(2)]);
  process.exitCode = code;
} catch (error) {
  fail(error);
}
