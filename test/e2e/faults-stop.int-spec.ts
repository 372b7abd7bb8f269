import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ORDINARY, generateObjects } from '@plimsoll/fleet';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { listOf } from '../flow/support/audited.js';
import { install, type Installation } from './support/installation.js';
import { Program } from './support/program.js';

/** The stop is forced at 9.5 s; one that waits for nothing takes a fraction of it. */
const STOPPED_WITHIN_MS = 8_000;
/** Of a process, on a machine with much else to do. */
const STARTED_WITHIN_MS = 60_000;

let centre: Installation;
let agent: Program;

beforeAll(async () => {
  centre = await install();
  const manifests = join(centre.folder, 'manifests');
  await mkdir(manifests);
  await writeFile(
    join(manifests, 'all.json'),
    listOf([...generateObjects({ seed: 1, objects: 300, habits: ORDINARY })]),
  );
  await centre.server.says(/"ready"/);
  const statePath = join(centre.folder, 'agent.json');
  await centre.enroll('stopped', statePath);
  agent = new Program('agent', {
    AGENT_ROLE: 'node',
    AGENT_STATE_FILE: statePath,
    AGENT_MANIFESTS: manifests,
    AGENT_MANIFESTS_EVERY: '1s',
  });
  agent.start();
  await agent.says(/connected to the centre/);
});
beforeEach(({ onTestFailed }) =>
  onTestFailed(() =>
    console.error(`the end of what the server said:\n${centre.server.output.slice(-6_000)}`),
  ),
);
afterAll(async () => {
  await agent.kill();
  await centre.close();
});

const ready = async (): Promise<number> => {
  try {
    return (await fetch(`http://127.0.0.1:${centre.ports.httpPort}/readyz`)).status;
  } catch {
    return 0; // it does not listen yet
  }
};

const becomes = (status: number): Promise<void> =>
  expect.poll(ready, { timeout: STARTED_WITHIN_MS, interval: 25 }).toBe(status);

/** Stops the server as an operator would. @returns its exit code and how long that took, milliseconds */
async function stop(): Promise<{ readonly code: number | null; readonly took: number }> {
  const told = performance.now();
  return { code: await centre.server.stop(), took: performance.now() - told };
}

async function restarted(): Promise<void> {
  centre.server.start();
  await becomes(200);
}

describe('a server whose Postgres was killed', { timeout: 3 * STARTED_WITHIN_MS }, () => {
  it('stops in time while Postgres is away', async () => {
    await becomes(200);
    process.kill(centre.postgres.pid(), 'SIGKILL');
    await becomes(503);
    const { code, took } = await stop();
    expect(code).toBe(0);
    expect(took).toBeLessThan(STOPPED_WITHIN_MS);
  });

  it('stops in time when Postgres has just come back', async () => {
    await restarted();
    process.kill(centre.postgres.pid(), 'SIGKILL');
    await becomes(503);
    await becomes(200);
    const { code, took } = await stop();
    expect(code).toBe(0);
    expect(took).toBeLessThan(STOPPED_WITHIN_MS);
  });

  it('stops in time when Postgres is gone for good', async () => {
    await restarted();
    await centre.postgres.stop();
    await becomes(503);
    const { code, took } = await stop();
    expect(code).toBe(0);
    expect(took).toBeLessThan(STOPPED_WITHIN_MS);
  });
});
