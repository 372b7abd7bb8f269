import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AgentState } from './agent-state.js';
import { readAgentState, writeAgentState } from './state-file.js';

const STATE: AgentState = {
  version: 1,
  enrollmentAddress: 'centre:1',
  streamAddress: 'centre:2',
  caPin: 'sha256:00',
  caPem: 'ca',
  organizationId: 'o',
  clusterId: 'c',
  agentId: 'a',
  cluster: { kind: 'host', uid: 'u', name: 'n' },
  privateKeyPem: 'very secret key',
  certificatePem: 'certificate',
  notBeforeMs: 1,
  notAfterMs: 2,
  joinState: { counter: '1', secret: 'AAAA' },
};

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plimsoll-state-'));
  path = join(folder, 'deep', 'agent.json');
});
afterEach(() => rm(folder, { recursive: true }));

describe("the agent's state file", () => {
  it('comes back as it was written, private, and replaces the old one without leavings', async () => {
    await writeAgentState(path, STATE);
    await writeAgentState(path, { ...STATE, notAfterMs: 3 });
    expect(await readAgentState(path)).toEqual({ ...STATE, notAfterMs: 3 });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(join(folder, 'deep'))).toEqual(['agent.json']);
  });

  it('that is missing says to enrol', async () => {
    await expect(readAgentState(path)).rejects.toMatchObject({
      code: 'LINK_STATE_MISSING',
      hint: expect.stringContaining('enroll'),
    });
  });

  it('that others may read is refused', async () => {
    await writeAgentState(path, STATE);
    await chmod(path, 0o644);
    await expect(readAgentState(path)).rejects.toMatchObject({ code: 'LINK_STATE_MODE' });
  });

  it('that is a folder is unreadable', async () => {
    const inside = join(folder, 'folder');
    await writeAgentState(join(inside, 'x'), STATE);
    await expect(readAgentState(inside)).rejects.toMatchObject({ code: 'LINK_STATE_UNREADABLE' });
  });

  it.each<[string, string]>([
    ['cut short', JSON.stringify(STATE).slice(0, -5)],
    ['empty', ''],
    ['of another version', JSON.stringify({ ...STATE, version: 2 })],
    ['without a key', JSON.stringify({ ...STATE, privateKeyPem: '' })],
    ['with a broken join state', JSON.stringify({ ...STATE, joinState: { counter: '-1', secret: 'x' } })],
    ['a list', '[]'],
    ['huge', ' '.repeat(70_000)],
  ])('that is %s is corrupt, and nothing of it is quoted', async (_name, text) => {
    path = join(folder, 'agent.json');
    await writeFile(path, text, { mode: 0o600 });
    const error = await readAgentState(path).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'LINK_STATE_CORRUPT', details: { path } });
    expect(String(error)).not.toContain('secret key');
  });

  it('that cannot be written says so and leaves the old one', async () => {
    await writeAgentState(path, STATE);
    await expect(writeAgentState(join(path, 'below-a-file'), STATE)).rejects.toMatchObject({
      code: 'LINK_STATE_WRITE_FAILED',
    });
    expect(await readAgentState(path)).toEqual(STATE);
  });
});
