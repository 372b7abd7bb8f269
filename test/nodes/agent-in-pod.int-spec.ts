import { chown, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { HOST_COLLECTORS } from '@plimsoll/collectors';
import type { ClusterId } from '@plimsoll/model';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { install, type Installation } from '../e2e/support/installation.js';
import { describePod, startAgentPod, type PodRun } from './support/pod.js';

const NOBODY = 65_534;

describePod('the agent of a node in its pod', () => {
  let centre: Installation;
  let cluster: ClusterId;
  let pod: PodRun;

  const sources = () =>
    centre.store.transaction(centre.organizationId, (tx) =>
      tx.query<{ source: string; body: string }>(
        'select source, body from facts where cluster_id = $1 and body is not null',
        [cluster],
      ),
    );

  beforeAll(async () => {
    centre = await install();
    await centre.server.says(/"ready"/);
    const identity = join(centre.folder, 'identity');
    await mkdir(identity);
    cluster = await centre.enroll('pod', join(identity, 'agent.json'));
    for (const path of [identity, join(identity, 'agent.json')]) await chown(path, NOBODY, NOBODY);
    const agent = await startAgentPod(identity, centre.ports.streamPort);
    try {
      await vi.waitUntil(async () => (await sources()).length === HOST_COLLECTORS.length, 45_000);
    } finally {
      pod = await agent.stop();
    }
  });
  afterAll(() => centre?.close());

  it('gives a fact of every source', async () => {
    expect((await sources()).map(({ source }) => source).sort()).toEqual(
      HOST_COLLECTORS.map(({ source }) => source).sort(),
    );
  });

  it('says of what it may not read that it could not, and nothing of the value', async () => {
    const sysctl = (await sources()).find(({ source }) => source === 'host/sysctl');
    expect(JSON.parse(sysctl?.body ?? '{}').settings).toMatchObject({
      'net.ipv4.tcp_syncookies': { unreadable: 'namespace' },
      'kernel.randomize_va_space': expect.stringMatching(/^[012]$/),
    });
  });

  it('had no capability, wrote nothing, and ended when it was asked to', () => {
    expect(pod.process).toMatchObject({
      Uid: `${NOBODY} ${NOBODY} ${NOBODY} ${NOBODY}`,
      CapEff: '0000000000000000',
      CapBnd: '0000000000000000',
      Seccomp: '2',
      written: '',
      writeBytes: '0',
      code: '0',
    });
  });
});
