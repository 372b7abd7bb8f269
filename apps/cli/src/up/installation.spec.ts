import { mkdtemp, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openInstallation } from './installation.js';

const mode = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

describe('an installation', () => {
  it('keeps its secrets for its owner alone, and the same from start to start', async () => {
    const folder = join(await mkdtemp(join(tmpdir(), 'plimsoll up ')), 'data');
    const first = await openInstallation(folder);
    const secrets = await Promise.all(
      [first.caKey, first.caCertificate, first.secret].map((path) => readFile(path, 'utf8')),
    );
    expect(await mode(join(folder, 'secrets'))).toBe(0o700);
    expect(await mode(first.caKey)).toBe(0o600);
    expect(await mode(first.secret)).toBe(0o600);
    expect(secrets[2]?.length).toBeGreaterThanOrEqual(32);
    const second = await openInstallation(folder);
    expect(
      await Promise.all(
        [second.caKey, second.caCertificate, second.secret].map((path) => readFile(path, 'utf8')),
      ),
    ).toEqual(secrets);
  });
});
