// `npm run check`: everything but the tests.
import { runChecks } from './checks.mjs';

process.exitCode = runChecks().failed === 0 ? 0 : 1;
