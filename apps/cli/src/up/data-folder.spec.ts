import { chmodSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultDataFolder } from './data-folder.js';

const open = mkdtempSync(join(tmpdir(), 'plimsoll-data-'));
chmodSync(open, 0o755);
const closed = join(open, 'home');
mkdirSync(closed, { mode: 0o700 });
mkdirSync(join(closed, 'checkout'), { mode: 0o755 });

describe('the default place of an installation', () => {
  it('is in the working directory', () => {
    expect(defaultDataFolder(open, 0)).toBe(join(open, '.plimsoll'));
    expect(defaultDataFolder(join(closed, 'checkout'), 1000)).toBe(join(closed, 'checkout', '.plimsoll'));
  });

  it('is elsewhere for root where the user of Postgres could not reach it, one a checkout', () => {
    const place = defaultDataFolder(join(closed, 'checkout'), 0);
    expect(place).toMatch(/^\/var\/lib\/plimsoll\/[0-9a-f]{12}$/);
    expect(defaultDataFolder(closed, 0)).not.toBe(place);
  });
});
