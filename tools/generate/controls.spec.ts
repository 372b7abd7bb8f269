import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { filesThatDecide, frameworksDigest, source } from './catalog/sources.mjs';

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

it('judges again when a derivation that a control needs changes, or how the engine asks it', () => {
  const filesOf = (control: string): readonly string[] =>
    filesThatDecide(join(source, `${control}.control.ts`)).map((path) =>
      path.slice(path.indexOf('libs/catalog/') + 'libs/catalog/'.length),
    );
  const permissions = 'engine/src/derivations/effective-permissions';
  const bindings = filesOf('rbac/read-secrets/read-secrets');
  expect(bindings).toEqual(
    expect.arrayContaining([`${permissions}/roles.ts`, `${permissions}/label-selector.ts`]),
  );
  const pods = filesOf('workload/run-as-user/run-as-user');
  expect(pods).toContain('engine/src/derivations/platform/platform.ts');
  expect(pods).not.toContain(`${permissions}/roles.ts`);
  for (const files of [bindings, pods]) expect(files).toContain('engine/src/judge/judge.ts');
});

it('gives the catalogue another digest when a mapping of a framework changes', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-frameworks-'));
  const digestWith = async (mapping: string): Promise<string> => {
    await writeFile(join(folder, 'one.ts'), mapping);
    return frameworksDigest(folder);
  };
  const before = await digestWith('a -> b');
  expect(await digestWith('a -> c')).not.toBe(before);
  await writeFile(join(folder, 'one.spec.ts'), 'tests do not count');
  expect(await digestWith('a -> b')).toBe(before);
  await rm(folder, { recursive: true });
});
