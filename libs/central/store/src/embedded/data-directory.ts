import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { PlimsollError } from '@plimsoll/errors';
import { sqlState } from '../connection/failure.js';
import { storeErrors } from '../errors.js';
import { EMBEDDED_MAJOR, reachable, runBinary } from './binaries.js';
import type { ServerUser } from './binaries.js';
import { identify, isAlive } from './process-identity.js';
import type { ProcessIdentity } from './process-identity.js';

/** The passwords of an embedded server; made once, 0600. */
export interface Credentials {
  readonly superuser: string;
  readonly owner: string;
  readonly app: string;
}

export interface DataDirectory {
  readonly root: string;
  /** PGDATA. */
  readonly cluster: string;
  readonly log: string;
}

async function readJson(file: string): Promise<unknown> {
  try {
    const text = await readFile(file, 'utf8');
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return null; // absent, or cut off by a kill while it was written: as good as absent
  }
}

function textField(value: unknown, name: string): string | null {
  if (typeof value !== 'object' || value === null) return null;
  const found: unknown = Object.getOwnPropertyDescriptor(value, name)?.value;
  return typeof found === 'string' ? found : null;
}

const cannotWrite = (directory: string, cause: unknown): PlimsollError =>
  storeErrors.error('EMBEDDED_DIRECTORY_UNREACHABLE', 'the data directory cannot be written', {
    details: { directory, reason: sqlState(cause) ?? null },
    hint: 'Choose a data directory that this user may write.',
    cause,
  });

/** Makes the directory where it is missing. @returns its real path @throws EMBEDDED_DIRECTORY_UNREACHABLE */
export async function makeDirectory(directory: string): Promise<string> {
  try {
    await mkdir(directory, { recursive: true });
    return await realpath(directory);
  } catch (error) {
    throw cannotWrite(directory, error);
  }
}

/** Makes the directory and its real path; throws EMBEDDED_DIRECTORY_UNREACHABLE where the server's user cannot go. */
export async function prepareDirectory(directory: string, user: ServerUser): Promise<DataDirectory> {
  const root = await makeDirectory(directory);
  if (user.uid !== undefined) await chmod(root, 0o711);
  if (!reachable(user, root)) {
    throw storeErrors.error(
      'EMBEDDED_DIRECTORY_UNREACHABLE',
      'the user nobody cannot enter the data directory',
      {
        details: { directory: root },
      },
    );
  }
  return { root, cluster: path.join(root, 'postgres'), log: path.join(root, 'postgres.log') };
}

/**
 * Takes the directory for this process until `release`. Throws EMBEDDED_IN_USE when a living process holds it; what a
 * dead one left is taken over.
 */
export async function takeDirectory(root: string): Promise<{ readonly release: () => Promise<void> }> {
  const file = path.join(root, 'holder.json');
  const self = await identify(process.pid);
  for (let attempt = 0; attempt < 5; attempt += 1) {
    try {
      await writeFile(file, JSON.stringify({ pid: String(process.pid), started: self?.started ?? '' }), {
        flag: 'wx',
      });
      return { release: () => rm(file, { force: true }) };
    } catch (error) {
      if (sqlState(error) !== 'EEXIST') throw cannotWrite(root, error);
      const held = await readJson(file);
      const holder: ProcessIdentity = {
        pid: Number(textField(held, 'pid')),
        started: textField(held, 'started') ?? '',
      };
      if (await isAlive(holder)) {
        throw storeErrors.error('EMBEDDED_IN_USE', `process ${holder.pid} uses this data directory`, {
          details: { pid: holder.pid, directory: root },
        });
      }
      await rm(file, { force: true });
    }
  }
  throw storeErrors.error('EMBEDDED_IN_USE', 'the data directory cannot be taken', {
    details: { directory: root },
  });
}

async function majorOf(cluster: string): Promise<number | null> {
  try {
    return Number.parseInt(await readFile(path.join(cluster, 'PG_VERSION'), 'utf8'), 10);
  } catch {
    return null;
  }
}

async function readCredentials(file: string): Promise<Credentials | null> {
  const kept = await readJson(file);
  const [superuser, owner, app] = ['superuser', 'owner', 'app'].map((name) => textField(kept, name));
  return superuser && owner && app ? { superuser, owner, app } : null;
}

async function makeCredentials(file: string): Promise<Credentials> {
  const password = (): string => randomBytes(24).toString('base64url');
  const made = { superuser: password(), owner: password(), app: password() };
  await writeFile(`${file}.partial`, JSON.stringify(made), { mode: 0o600 });
  await rename(`${file}.partial`, file);
  return made;
}

async function initialize(
  binaries: string,
  directory: DataDirectory,
  user: ServerUser,
  superuser: string,
): Promise<void> {
  const [partial, passwordFile] = [
    `${directory.cluster}.partial`,
    path.join(directory.root, 'password.partial'),
  ];
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { mode: 0o700 });
  await writeFile(passwordFile, superuser, { mode: 0o600 });
  if (user.uid !== undefined && user.gid !== undefined) {
    await chown(partial, user.uid, user.gid);
    await chown(passwordFile, user.uid, user.gid);
  }
  const parameters = [
    '-D',
    partial,
    '--username=postgres',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
  ];
  try {
    await runBinary(
      path.join(binaries, 'bin', 'initdb'),
      [
        ...parameters,
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--no-instructions',
        '--no-sync',
      ],
      directory.root,
      user,
    );
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(partial, directory.cluster);
}

/**
 * The cluster's files, made when there are none; a kill in the middle leaves nothing that is taken for a cluster.
 * Throws EMBEDDED_OTHER_MAJOR and EMBEDDED_FOREIGN_DIRECTORY.
 */
export async function ensureCluster(
  binaries: string,
  directory: DataDirectory,
  user: ServerUser,
): Promise<Credentials> {
  const file = path.join(directory.root, 'credentials.json');
  const [major, kept] = await Promise.all([majorOf(directory.cluster), readCredentials(file)]);
  if (major !== null && major !== EMBEDDED_MAJOR) {
    throw storeErrors.error(
      'EMBEDDED_OTHER_MAJOR',
      `the data directory is of Postgres ${major}, not ${EMBEDDED_MAJOR}`,
      {
        details: { directory: directory.root, found: major, wanted: EMBEDDED_MAJOR },
      },
    );
  }
  if (major !== null && kept === null) {
    throw storeErrors.error(
      'EMBEDDED_FOREIGN_DIRECTORY',
      'the data directory has a Postgres without our credentials',
      {
        details: { directory: directory.root },
      },
    );
  }
  const credentials = kept ?? (await makeCredentials(file));
  if (major === null) await initialize(binaries, directory, user, credentials.superuser);
  return credentials;
}
