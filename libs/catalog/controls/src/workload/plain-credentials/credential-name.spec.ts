import { describe, expect, it } from 'vitest';
import { namesCredential } from './credential-name.js';

describe('the name of a variable', () => {
  it.each([
    'DB_PASSWORD',
    'password',
    'apiKey',
    'AWS_SECRET_ACCESS_KEY',
    'azure-storage-key',
    'JWT',
    'GITHUB_TOKEN',
  ])('%s is that of a credential', (name) => expect(namesCredential(name)).toBe(true));

  it.each([
    '',
    'TOKEN_URL',
    'SECRET_NAME',
    'DB_PASSWORD_FILE',
    'KEYBOARD',
    'PRIMARY_KEY',
    'TOKENIZER',
    'COMPASS',
  ])('%s is not', (name) => expect(namesCredential(name)).toBe(false));

  it('means the same however many others were asked for', () => {
    const names = Array.from({ length: 12_000 }, (_, index) =>
      index % 2 === 0 ? `A${index}_TOKEN` : `A${index}`,
    );
    const says = (): readonly boolean[] => names.map(namesCredential);
    expect(says()).toEqual(names.map((name) => name.endsWith('TOKEN')));
    expect(says().slice(-2)).toEqual([true, false]);
  });
});
