import { mkdir, readFile, realpath, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openAccess } from '../cluster/access.js';
import type { AccessRecord, TestbedAccess } from '../cluster/access.js';
import { startIn } from '../cluster/start-testbed.js';
import { runProcess, startOf } from './run-process.js';

const DEADLINE_MS = 60_000;

interface Outcome {
  readonly record?: AccessRecord;
  readonly failure?: string;
}

/** True for the one worker that makes the folder, which then starts the testbed. */
async function isFirst(directory: string): Promise<boolean> {
  try {
    await mkdir(directory, { mode: 0o700 });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

async function publish(file: string, outcome: Outcome): Promise<void> {
  await writeFile(`${file}.partial`, JSON.stringify(outcome), { mode: 0o600 });
  await rename(`${file}.partial`, file);
}

async function start(directory: string, file: string, pid: number): Promise<AccessRecord> {
  try {
    const { record } = await startIn(directory, { pid }, {});
    await publish(file, { record });
    return record;
  } catch (error) {
    await publish(file, { failure: String(error) });
    throw error;
  }
}

async function published(file: string): Promise<Outcome> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return {}; // not there yet
  }
}

async function untilPublished(file: string): Promise<AccessRecord> {
  for (const deadline = Date.now() + DEADLINE_MS; Date.now() < deadline; await wait(20)) {
    const { record, failure } = await published(file);
    if (failure !== undefined) throw new Error(`the testbed of this test run did not start: ${failure}`);
    if (record !== undefined) return record;
  }
  throw new Error('the test run has no testbed: the worker that was to start it did not');
}

/**
 * The testbed of the whole test run, with light controllers: the first call starts it, a watchdog ends it with the run.
 * It is everybody's: work in namespaces of your own (`createNamespace`), and start one of your own to break it.
 * `close` ends your connections only.
 */
export async function sharedTestbed(): Promise<TestbedAccess & { readonly close: () => void }> {
  const pid = runProcess();
  const name = `plimsoll-testbed-run-${process.getuid?.() ?? 0}-${pid}-${startOf(pid)}`;
  const directory = path.join(await realpath(tmpdir()), name);
  const file = path.join(directory, 'outcome.json');
  const record = (await isFirst(directory)) ? await start(directory, file, pid) : await untilPublished(file);
  return openAccess(record);
}
