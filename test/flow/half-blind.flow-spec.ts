import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runAgent, stateFileLink, type RunningAgent } from '@plimsoll/agent-runtime';
import { ORDINARY, generatedSources, type GeneratedSources } from '@plimsoll/fleet';
import { organizationOverview } from '@plimsoll/posture';
import { silentLogger, systemClock } from '@plimsoll/runtime';
import type { SourceId } from '@plimsoll/model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enrolled } from './support/audited.js';
import { POSTURE } from './support/catalog.js';
import { startCentre, type Centre } from './support/centre.js';
import { framework, postureAt, progress, query, type Seen } from './support/read.js';

const RBAC: readonly SourceId[] = [
  'kube/rbac.authorization.k8s.io/Role',
  'kube/rbac.authorization.k8s.io/ClusterRole',
  'kube/rbac.authorization.k8s.io/RoleBinding',
  'kube/rbac.authorization.k8s.io/ClusterRoleBinding',
];
const WHOLE: GeneratedSources = {
  seed: 7,
  objects: 60,
  nodes: 3,
  nodesWithAgent: 3,
  habits: ORDINARY,
  kubernetesVersion: '1.34.2',
  forbidden: [],
};

let centre: Centre;
let folder: string;
const agents: RunningAgent[] = [];
const seen: Seen[] = [];

beforeAll(async () => {
  centre = await startCentre();
  folder = await mkdtemp(join(tmpdir(), 'plimsoll-blind-'));
  for (const cluster of [WHOLE, { ...WHOLE, forbidden: RBAC, nodesWithAgent: 1 }]) await stream(cluster);
});
afterAll(async () => {
  await Promise.all(agents.map((agent) => agent.stop()));
  await centre.close();
  await rm(folder, { recursive: true });
});

/** Streams a generated cluster until the centre has seen and judged all that it gives. */
async function stream(cluster: GeneratedSources): Promise<void> {
  const name = `fleet-${seen.length}`;
  const statePath = join(folder, `${name}.json`);
  const clusterId = await enrolled(centre, name, statePath);
  const shared = { clock: systemClock, logger: silentLogger, random: Math.random };
  const link = await stateFileLink({ ...shared, statePath, environment: {} });
  const agent = runAgent({ ...shared, link, sources: generatedSources(cluster), agentVersion: '0.1.0' });
  agents.push(agent);
  const here: Seen = { store: centre.db.store, organizationId: centre.organizationId, clusterId };
  const wanted = await agent.refresh().then(() => generatedSources(cluster).length);
  await centre.until(
    () => progress(here),
    ({ settled, units }) =>
      settled &&
      wanted > 0 &&
      !Object.values(units).includes('syncing') &&
      'host/sysctl' in units &&
      'kube/core/Pod' in units,
  );
  seen.push(here);
}

const of = (index: number): Seen => {
  const found = seen[index];
  if (!found) throw new Error('not streamed');
  return found;
};

describe('a cluster of which half is not seen', () => {
  it('shows what it does not see as unknown and its coverage lower, in each framework', async () => {
    for (const { id } of POSTURE.frameworks) {
      const whole = await postureAt(of(0), id);
      const blind = await postureAt(of(1), id);
      expect(blind.counts.pass, id).toBeLessThanOrEqual(whole.counts.pass);
      if (blind.compliance !== null && whole.compliance !== null && blind.compliance > whole.compliance)
        expect(blind.coverage, id).toBeLessThan(whole.coverage ?? 1);
    }
    const [whole, blind] = await Promise.all([0, 1].map((index) => postureAt(of(index), 'plimsoll-kernel')));
    expect(whole?.coverage).toBeGreaterThan(0.9);
    expect(blind?.coverage).toBeLessThan(0.5);
    expect(blind?.score).toBeNull();
    expect(blind?.scoreReason).toBe('insufficient data');
  });

  it('has open unknowns for the nodes without an agent, and no fact ever came of what is forbidden', async () => {
    const unknown = await query<{ subject_key: string }>(
      of(1),
      `select distinct subject_key from findings where cluster_id = $1 and closed_at is null and verdict = 'unknown'
         and control = 'kernel/kptr-restrict' order by 1`,
    );
    expect(unknown.map(({ subject_key: key }) => key)).toEqual(['/Node//node-2', '/Node//node-3']);
    const forbidden = await query<{ count: number }>(
      of(1),
      'select count(*)::int as count from facts where cluster_id = $1 and source = any($2::text[])',
      RBAC,
    );
    expect(forbidden).toEqual([{ count: 0 }]);
    const { units } = await progress(of(1));
    for (const source of RBAC) expect(units[source]).toBe('not-collected');
  });

  it('does not pull the organization down with a zero: it counts among those without a score', async () => {
    const { scores } = await centre.db.store.transaction(centre.organizationId, (tx) =>
      organizationOverview(tx, POSTURE, { now: Date.now(), frameworks: [framework('plimsoll-kernel')] }),
    );
    const whole = await postureAt(of(0), 'plimsoll-kernel');
    expect(scores).toEqual([expect.objectContaining({ score: whole.score, without: 1 })]);
  });
});
