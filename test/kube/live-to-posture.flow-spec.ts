// From a real API server through the agent of the role cluster to findings, in one process.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AGENT_CONFIGURATION, startAgent } from '@plimsoll/agent';
import type { RunningAgent } from '@plimsoll/agent-runtime';
import { KUBE_COLLECTORS } from '@plimsoll/collectors/kube';
import { readConfiguration } from '@plimsoll/runtime';
import { describeTestbed, sharedTestbed } from '@plimsoll/testbed/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { enrolled } from '../flow/support/audited.js';
import { startCentre, type Centre } from '../flow/support/centre.js';
import { factsOf, findingsOf, progress, type Progress, type Seen } from '../flow/support/read.js';
import { agentUser } from './support/agent-user.js';

const SOURCES = KUBE_COLLECTORS.length + 1;
const everythingIsWhole = ({ settled, units }: Progress): boolean => {
  const states = Object.values(units);
  return settled && states.length === SOURCES && states.every((state) => state === 'complete');
};

describeTestbed('a live cluster becomes posture', () => {
  let centre: Centre;
  let testbed: Awaited<ReturnType<typeof sharedTestbed>>;
  let agent: RunningAgent;
  let seen: Seen;
  let folder: string;
  let namespace: string;

  beforeAll(async () => {
    [centre, testbed] = await Promise.all([startCentre(), sharedTestbed()]);
    folder = await mkdtemp(join(tmpdir(), 'plimsoll live '));
    namespace = await testbed.createNamespace();
    const statePath = join(folder, 'agent.json');
    const clusterId = await enrolled(centre, 'live', statePath);
    seen = { store: centre.db.store, organizationId: centre.organizationId, clusterId };
    const environment = {
      AGENT_ROLE: 'cluster',
      AGENT_STATE_FILE: statePath,
      AGENT_KUBECONFIG: (await agentUser(testbed)).kubeconfig,
    };
    agent = await startAgent(readConfiguration(environment, AGENT_CONFIGURATION), centre.log.logger);
    await centre.until(() => progress(seen), everythingIsWhole);
  });
  afterAll(async () => {
    await agent.stop();
    testbed.close();
    await centre.close();
    await rm(folder, { recursive: true });
  });

  const open = async (key: string) =>
    (await findingsOf(seen)).filter((finding) => finding.open && finding.subject_key === key);

  it('all of it, and again nothing of the values in it', async () => {
    const keys = (await factsOf(seen)).map((fact) => JSON.stringify(fact)).join('\n');
    expect(keys).toContain(`/Namespace//${namespace}`);
    expect(keys).toContain('cluster-admin');
  });

  it('a privileged Pod is a finding within two seconds, and none after it was deleted', async () => {
    const pods = `/api/v1/namespaces/${namespace}/pods`;
    const key = `/Pod/${namespace}/bad`;
    const body = {
      metadata: { name: 'bad' },
      spec: { containers: [{ name: 'c', image: 'i', securityContext: { privileged: true } }] },
    };
    const began = performance.now();
    expect((await testbed.admin.request('POST', pods, { body })).status).toBe(201);
    const found = await centre.until(
      () => open(key),
      (findings) => findings.some(({ control }) => control === 'workload/privileged'),
    );
    expect(performance.now() - began).toBeLessThan(2_000);
    const privileged = found.find(({ control }) => control === 'workload/privileged');
    expect(JSON.parse(privileged?.evidence ?? '[]')).toEqual([
      expect.objectContaining({ path: 'spec.containers[0].securityContext.privileged', value: true }),
    ]);
    await testbed.admin.request('DELETE', `${pods}/bad?gracePeriodSeconds=0`);
    await centre.until(
      () => open(key),
      (findings) => findings.length === 0,
    );
  });
});
