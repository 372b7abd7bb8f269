import { chmod, mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AgentState } from './agent-state.js';
import { forgetRenewalKeys, renewalKey } from './renewal-key.js';

const state = (counter: string, certificatePem = 'certificate'): AgentState => ({
  version: 1,
  enrollmentAddress: 'centre:1',
  streamAddress: 'centre:2',
  caPin: 'sha256:00',
  caPem: 'ca',
  organizationId: 'o',
  clusterId: 'c',
  agentId: '../../a',
  cluster: { kind: 'host', uid: 'u', name: 'n' },
  privateKeyPem: 'key',
  certificatePem,
  notBeforeMs: 1,
  notAfterMs: 2,
  joinState: { counter, secret: 'AAAA' },
});

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plimsoll-key-'));
  path = join(folder, 'agent.json');
});
afterEach(() => rm(folder, { recursive: true }));

describe('the key of a renewal', () => {
  it('is one, however many processes of the agent ask at once, private and without leavings', async () => {
    const keys = await Promise.all(Array.from({ length: 20 }, () => renewalKey(path, state('1'))));
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).toContain('PRIVATE KEY');
    const [name = '', ...others] = await readdir(folder);
    expect(others).toEqual([]);
    expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
    expect(await readFile(join(folder, name), 'utf8')).toBe(keys[0]);
  });

  it('is another for each state', async () => {
    const states = [state('1'), state('2'), state('1', 'enrolled again')];
    const keys = await Promise.all(states.map((one) => renewalKey(path, one)));
    expect(new Set(keys).size).toBe(3);
    expect(await renewalKey(path, state('1'))).toBe(keys[0]);
  });

  it('is forgotten once the state was replaced', async () => {
    const first = await renewalKey(path, state('1'));
    await forgetRenewalKeys(path);
    expect(await readdir(folder)).toEqual([]);
    expect(await renewalKey(path, state('1'))).not.toBe(first);
  });

  it('that others may read is not used, and one that cannot be kept is not made', async () => {
    await renewalKey(path, state('1'));
    const [name = ''] = await readdir(folder);
    await chmod(join(folder, name), 0o644);
    await expect(renewalKey(path, state('1'))).rejects.toMatchObject({ code: 'LINK_STATE_MODE' });
    await expect(renewalKey(join(folder, 'none', 'a'), state('1'))).rejects.toMatchObject({
      code: 'LINK_STATE_WRITE_FAILED',
    });
  });
});
