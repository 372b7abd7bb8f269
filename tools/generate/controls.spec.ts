import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const generator = fileURLToPath(new URL('controls.mjs', import.meta.url));

it('finds the registry of controls, their cases and their digests up to date', async () => {
  await expect(promisify(execFile)(process.execPath, [generator, '--check-registry'])).resolves.toMatchObject(
    {
      stderr: '',
    },
  );
});

it('refuses a mode that it does not know', async () => {
  await expect(promisify(execFile)(process.execPath, [generator, 'everything'])).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('usage:'),
  });
});
