import { mkdir, readFile, readdir, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { isMainThread } from 'node:worker_threads';
import { sqlState } from '../connection/failure.js';
import { isAlive, identify } from '../embedded/process-identity.js';
import { stopOrphan } from '../embedded/postmaster.js';
import { APP_ROLE, OWNER_ROLE, startServer } from '../embedded/server.js';
import { migrateStore } from '../migrations/migrate-store.js';
import { runOnce } from './run-once.js';

/** The one server of a test run. Its database is migrated and serves as template. */
export interface TestServer {
  readonly ownerUrl: string;
  readonly appUrl: string;
}

const PREFIX = `plimsoll-test-${process.getuid?.() ?? 0}-`;

/** The process whose life is the run's: vitest's main process, seen from a forked worker or from a thread. */
const runProcess = (): number =>
  process.env['VITEST'] !== undefined && isMainThread ? process.ppid : process.pid;

async function removeDeadRuns(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const [pid, started] = name.startsWith(PREFIX) ? name.slice(PREFIX.length).split('-') : [];
    if (pid === undefined || started === undefined || (await isAlive({ pid: Number(pid), started })))
      continue;
    await stopOrphan(path.join(parent, name, 'postgres'));
    await rm(path.join(parent, name), { recursive: true, force: true });
  }
}

/** True for the one worker that makes the directory, which then starts the server. */
async function isFirst(directory: string): Promise<boolean> {
  try {
    await mkdir(directory, { mode: 0o711 });
    return true;
  } catch (error) {
    if (sqlState(error) === 'EEXIST') return false;
    throw error;
  }
}

async function start(directory: string, pid: number): Promise<TestServer> {
  const { ownerUrl, appUrl } = await startServer({
    dataDirectory: directory,
    fsync: false,
    lifeline: { pid, remove: directory },
  });
  await migrateStore({ ownerUrl, appUrl });
  // So that the owner may end sessions of the app that a test left open, when its database is dropped.
  await runOnce(ownerUrl, `grant ${APP_ROLE} to ${OWNER_ROLE}`);
  const file = path.join(directory, 'urls.json');
  await writeFile(`${file}.partial`, JSON.stringify([ownerUrl, appUrl]), { mode: 0o600 });
  await rename(`${file}.partial`, file);
  return { ownerUrl, appUrl };
}

async function readUrls(directory: string): Promise<TestServer | null> {
  try {
    const value: unknown = JSON.parse(await readFile(path.join(directory, 'urls.json'), 'utf8'));
    const [ownerUrl, appUrl] = Array.isArray(value) ? value.map(String) : [];
    return ownerUrl === undefined || appUrl === undefined ? null : { ownerUrl, appUrl };
  } catch {
    return null; // not there yet
  }
}

async function untilStarted(directory: string): Promise<TestServer> {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await wait(20)) {
    const urls = await readUrls(directory);
    if (urls !== null) return urls;
  }
  throw new Error('the test run has no Postgres: the worker that was to start it did not');
}

/** Found by all workers of a run through a directory named after it; a watchdog ends it with the run. */
export async function testServer(): Promise<TestServer> {
  const pid = runProcess();
  const run = await identify(pid);
  const parent = await realpath(tmpdir());
  const directory = path.join(parent, `${PREFIX}${pid}-${run?.started ?? '0'}`);
  if (!(await isFirst(directory))) return untilStarted(directory);
  await removeDeadRuns(parent);
  return start(directory, pid);
}
