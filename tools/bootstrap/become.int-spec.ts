import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

const STEPS = new URL('steps.mjs', import.meta.url).href;
/** Says who it is, and what it is told; ends by itself if nobody tells it anything. */
const PROGRAM = `
process.on('SIGTERM', () => process.stdout.write('told to stop\\n', () => process.exit(0)));
process.stdout.write('up\\n');
setTimeout(() => process.stdout.write('left alone\\n', () => process.exit(1)), 15_000);
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll become '));
  writeFileSync(join(folder, 'program.mjs'), PROGRAM);
  writeFileSync(
    join(folder, 'start.mjs'),
    `import { become } from ${JSON.stringify(STEPS)};
     await become(process.execPath, [${JSON.stringify(join(folder, 'program.mjs'))}]);`,
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the script as npm would, sends the signal to the shell as soon as the program is up, and says all that it wrote. */
function ended(script: string, signal: NodeJS.Signals): Promise<string> {
  const shell = spawn('/bin/sh', ['-c', script], {
    cwd: folder,
    env: { ...process.env, npm_lifecycle_event: 'start' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let written = '';
  return new Promise((resolve) => {
    shell.stdout.on('data', (bytes: Buffer) => {
      if (written === '') shell.kill(signal);
      written += bytes.toString();
    });
    // The pipe is the program's too: it ends when nobody holds it any more.
    shell.stdout.once('close', () => resolve(written));
  });
}

it.each([
  ['a signal to what npm started', 'exec node start.mjs', 'SIGTERM'],
  ['a signal to a shell in between', 'node start.mjs; :', 'SIGTERM'],
  ['the end of a shell in between, by force', 'node start.mjs; :', 'SIGKILL'],
] as const)('passes on %s', async (_, script, signal) => {
  expect(await ended(script, signal)).toBe('up\ntold to stop\n');
});
