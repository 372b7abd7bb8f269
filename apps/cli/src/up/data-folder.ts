import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const OTHERS_MAY_PASS = 0o001;

function passable(folder: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    if ((statSync(at).mode & OTHERS_MAY_PASS) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

/**
 * Where an installation lives unless it is told: `.plimsoll` in the working directory. Postgres never runs as root, so
 * for root below a folder that others may not pass (a home directory) it is a folder of its own in `/var/lib/plimsoll`.
 */
export function defaultDataFolder(cwd: string, uid: number): string {
  if (uid !== 0 || passable(cwd)) return resolve(cwd, '.plimsoll');
  const name = createHash('sha256').update(cwd).digest('hex').slice(0, 12);
  return join('/var/lib/plimsoll', name);
}
