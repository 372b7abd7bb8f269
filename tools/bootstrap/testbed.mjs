// `npm run testbed`: sets itself up, then builds and starts a real Kubernetes API server for a person.
import { join } from 'node:path';
import { become, fail, node24, root, setUp } from './steps.mjs';

try {
  await setUp();
  const { code } = await become(node24, [join(root, 'tools/testbed/dist/main.js'), ...process.argv.slice(2)]);
  process.exitCode = code;
} catch (error) {
  fail(error);
}
