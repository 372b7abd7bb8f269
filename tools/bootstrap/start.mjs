// `npm start`: sets itself up, then runs the main job.
import { join } from 'node:path';
import { become, fail, node24, root, setUp } from './steps.mjs';

try {
  await setUp();
  const { code } = await become(node24, [
    join(root, 'apps/cli/dist/bin/plimsoll.js'),
    'up',
    ...process.argv.slice(2),
  ]);
  process.exitCode = code;
} catch (error) {
  fail(error);
}
