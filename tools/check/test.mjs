// Checks, then every test; the last line is `N passed, N failed` over both.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runChecks } from './checks.mjs';

const root = join(fileURLToPath(import.meta.url), '../../..');
const folder = mkdtempSync(join(tmpdir(), 'plimsoll-test-'));
const report = join(folder, 'report.json');

const checks = runChecks();
const { status } = spawnSync(
  join(root, 'node_modules/.bin/vitest'),
  ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...process.argv.slice(2)],
  { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] },
);
let tests = { passed: 0, failed: 1, skipped: 0 };
try {
  const json = JSON.parse(readFileSync(report, 'utf8'));
  // A file that could not even be loaded has failed without a single failed test.
  const broken = json.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every((one) => one.status !== 'failed'),
  ).length;
  tests = {
    passed: json.numPassedTests,
    failed: json.numFailedTests + broken,
    skipped: json.numPendingTests + json.numTodoTests,
  };
} catch (error) {
  console.error(`The test report could not be read: ${error.message}`);
}
if (status !== 0 && tests.failed === 0) tests.failed = 1;
rmSync(folder, { recursive: true });
const failed = checks.failed + tests.failed;
const skipped = tests.skipped > 0 ? `, ${tests.skipped} skipped` : '';
process.exitCode = failed === 0 ? 0 : 1;
console.log(`${checks.passed + tests.passed} passed, ${failed} failed${skipped}`);
