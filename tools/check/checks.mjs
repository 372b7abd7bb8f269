// What `npm run check` asserts, in order; each is one named check.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(fileURLToPath(import.meta.url), '../../..');
const bin = (name) => join(root, 'node_modules/.bin', name);

export const CHECKS = [
  {
    name: 'Node 24',
    command: [bin('node'), '-e', 'process.exit(Number(process.versions.node.split(".")[0]) >= 24 ? 0 : 1)'],
  },
  { name: 'format', command: [bin('prettier'), '--check', '--log-level', 'warn', '.'] },
  { name: 'types', command: [bin('tsc'), '-p', 'tsconfig.check.json'] },
  { name: 'lint and import law', command: [bin('oxlint'), '--type-aware', '--deny-warnings'] },
  { name: 'unused exports and dependencies', command: [bin('knip')] },
  { name: 'wire contract', command: [bin('buf'), 'lint'] },
  {
    name: 'wire contract is compatible',
    command: [bin('buf'), 'breaking', '--against', 'proto/baseline/link-v1.binpb'],
  },
  { name: 'generated files', command: [bin('node'), 'tools/generate/generate.mjs', '--check'] },
];

/** Runs every check to its end and returns the numbers; prints the output of those that fail. */
export function runChecks() {
  let failed = 0;
  for (const { name, command } of CHECKS) {
    const begin = performance.now();
    const [file, ...args] = command;
    const { status, stdout, stderr } = spawnSync(file, args, {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    });
    const seconds = ((performance.now() - begin) / 1000).toFixed(1);
    console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
    if (status === 0) continue;
    failed += 1;
    console.log(`${stdout ?? ''}${stderr ?? ''}`);
  }
  return { passed: CHECKS.length - failed, failed };
}
