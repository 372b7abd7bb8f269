// `plimsoll enroll --context` and `plimsoll agent --role cluster --context`, by hand, against a real API server.
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createEnrollmentToken, operator } from '@plimsoll/identity';
import { describeTestbed, sharedTestbed } from '@plimsoll/testbed/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { agentUser } from '../kube/support/agent-user.js';
import { install, type Installation } from './support/installation.js';
import { PROGRAMS, Program } from './support/program.js';

describeTestbed('the cluster of a context, enrolled by hand', () => {
  let centre: Installation;
  let testbed: Awaited<ReturnType<typeof sharedTestbed>>;
  let statePath: string;
  let kubeconfig: string;
  let context: readonly string[];

  beforeAll(async () => {
    [centre, testbed] = await Promise.all([install(), sharedTestbed()]);
    await centre.server.says(/"ready"/);
    statePath = join(centre.folder, 'a cluster.json');
    kubeconfig = (await agentUser(testbed)).kubeconfig;
    context = ['--context', 'testbed', '--kubeconfig', kubeconfig];
  });
  afterAll(async () => {
    testbed.close();
    await centre.close();
  });

  const plimsoll = (...args: readonly string[]) =>
    spawnSync(process.execPath, [PROGRAMS.cli, ...args], {
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: '', HOME: centre.folder },
    });

  it('is known by the uid of its kube-system, and the next line to type is said', async () => {
    const { text } = await createEnrollmentToken(centre.identity, operator(centre.organizationId));
    const { caPin } = JSON.parse(await readFile(join(centre.folder, 'ready.json'), 'utf8')) as {
      caPin: string;
    };
    const way = ['--centre', `127.0.0.1:${centre.ports.enrollmentPort}`, '--ca-pin', caPin, '--token', text];
    const ran = plimsoll('enroll', ...context, ...way, '--state', statePath);
    expect(ran.status, ran.stderr).toBe(0);
    expect(ran.stdout).toContain(
      `plimsoll agent --role cluster --context testbed --kubeconfig ${kubeconfig} --state '${statePath}'`,
    );
    const system = await testbed.admin.request('GET', '/api/v1/namespaces/kube-system');
    const rows = await centre.store.transaction(centre.organizationId, (tx) =>
      tx.query<{ kind: string; uid: string; name: string }>('select kind, uid, name from clusters'),
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ kind: 'kubernetes', name: 'testbed' });
    expect(system.text).toContain(`"uid":"${rows[0]?.uid}"`);
  });

  it('is read by an agent that runs here', async () => {
    const args = ['agent', '--role', 'cluster', ...context, '--state', statePath];
    const agent = new Program('cli', { HOME: centre.folder }, args);
    agent.start();
    await agent.says(/"context":"testbed".*"msg":"reads the Kubernetes API"/);
    await agent.says(/connected to the centre/);
    expect(await agent.stop()).toBe(0);
  });

  it('is not read as another cluster', async () => {
    const other = join(centre.folder, 'other.json');
    await centre.enroll('other', other);
    const ran = plimsoll('agent', ...context, '--state', other);
    expect(ran.status).toBe(2);
    expect(ran.stderr).toContain('(CONTEXT_MISMATCH)');
  });
});
