// What somebody does in a real cluster, as the API of the centre tells it: with a clock, and as of a moment before.
import { join } from 'node:path';
import { describeTestbed, sharedTestbed } from '@plimsoll/testbed/testing';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { ask } from '../e2e/support/ask.js';
import { Program } from '../e2e/support/program.js';
import { agentUser } from './support/agent-user.js';
import { startSeparateRoles, type SeparateRoles } from './support/separate-roles.js';

const WITHIN_MS = 2_000;
const LIMIT = { timeout: 60_000 };
const NAMES = ['one', 'two', 'three', 'four', 'five'] as const;
const FINDINGS = `query Privileged($namespace: String!, $status: FindingStatus, $asOf: DateTime) {
  findings(asOf: $asOf, filter: { controls: ["workload/privileged"], namespaces: [$namespace], status: $status }) {
    edges { node { verdict openedAt closedAt subject { kind namespace name } evidence { path value wanted } } }
  }
}`;
const HEALTH =
  '{ clusters { edges { node { health { evaluationPending sources { phase read expected } } } } } }';

interface Finding {
  readonly verdict: string;
  readonly closedAt: string | null;
  readonly subject: { readonly kind: string; readonly namespace: string; readonly name: string };
  readonly evidence: readonly { readonly path: string; readonly value: unknown }[];
}

describeTestbed('a privileged Pod in a real cluster', () => {
  let centre: SeparateRoles;
  let testbed: Awaited<ReturnType<typeof sharedTestbed>>;
  let agent: Program;
  let namespace: string;
  let pods: string;

  beforeAll(async () => {
    [centre, testbed] = await Promise.all([startSeparateRoles(), sharedTestbed()]);
    namespace = await testbed.createNamespace();
    pods = `/api/v1/namespaces/${namespace}/pods`;
    const statePath = join(centre.folder, 'agent.json');
    await centre.enroll('live', statePath);
    const { kubeconfig } = await agentUser(testbed);
    agent = new Program('agent', {
      AGENT_ROLE: 'cluster',
      AGENT_STATE_FILE: statePath,
      AGENT_KUBECONFIG: kubeconfig,
    });
    agent.start();
    const whole = async () => {
      const { text } = await ask(centre.httpPort, centre.token, HEALTH);
      const phases = text.match(/"phase":"\w+"/g) ?? [];
      const done = phases.filter((phase) => phase === '"phase":"COMPLETE"').length;
      return { done: done === phases.length ? done : 0, pending: text.includes('"evaluationPending":true') };
    };
    await vi.waitUntil(async () => (await whole()).done > 30, { timeout: 60_000, interval: 100 });
    await vi.waitUntil(async () => !(await whole()).pending, { timeout: 60_000, interval: 100 });
  }, 120_000);
  afterAll(async () => {
    await agent.stop();
    testbed.close();
    await centre.remove();
  });

  async function findings(more: Readonly<Record<string, unknown>> = {}): Promise<readonly Finding[]> {
    const { data, errors } = await ask(centre.httpPort, centre.token, FINDINGS, { namespace, ...more });
    expect(errors).toEqual([]);
    const found = data?.['findings'] as { readonly edges: readonly { readonly node: Finding }[] };
    return found.edges.map(({ node }) => node);
  }

  /** Milliseconds until the open findings are so, as somebody sees it who asks without a pause. */
  async function until(good: (open: readonly Finding[]) => boolean): Promise<number> {
    const began = performance.now();
    while (!good(await findings()))
      if (performance.now() - began > 20_000)
        throw new Error(`not so after 20 s\n${agent.output.slice(-2_000)}`);
    return performance.now() - began;
  }

  it.each(NAMES)(
    '%s is a failing finding in time, closes with it, and was there before',
    LIMIT,
    async (name) => {
      const spec = { containers: [{ name: 'c', image: 'i', securityContext: { privileged: true } }] };
      const made = await testbed.admin.request('POST', pods, { body: { metadata: { name }, spec } });
      expect(made.status, made.text).toBe(201);
      expect(await until((open) => open.some(({ subject }) => subject.name === name))).toBeLessThan(
        WITHIN_MS,
      );
      expect(await findings()).toEqual([
        {
          verdict: 'FAIL',
          openedAt: expect.any(String),
          closedAt: null,
          subject: { kind: 'Pod', namespace, name },
          evidence: [
            {
              path: 'spec.containers[0].securityContext.privileged',
              value: true,
              wanted: expect.stringMatching(/./),
            },
          ],
        },
      ]);
      const before = new Date().toISOString();

      await testbed.admin.request('DELETE', `${pods}/${name}?gracePeriodSeconds=0`);
      expect(await until((open) => open.length === 0)).toBeLessThan(WITHIN_MS);
      const asOf = await findings({ asOf: before });
      expect(asOf.map(({ verdict, subject }) => [verdict, subject.name])).toEqual([['FAIL', name]]);
      const closed = await findings({ status: 'CLOSED' });
      expect(closed.map(({ subject }) => subject.name)).toContain(name);
      expect(closed.every(({ closedAt }) => closedAt !== null && closedAt > '2')).toBe(true);
    },
  );
});
