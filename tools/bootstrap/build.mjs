// `npm run build`: installs where needed and builds; a second run finds nothing to do.
import { fail, setUp } from './steps.mjs';

try {
  await setUp();
} catch (error) {
  fail(error);
}
