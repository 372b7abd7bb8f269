import { createEvaluation, type Evaluation } from '@plimsoll/evaluation';
import { TestApi } from '@plimsoll/graphql/testing';
import { createApiToken, operator } from '@plimsoll/identity';
import {
  bodyDigest,
  canonicalBody,
  factDigest,
  type ClusterId,
  type FactBody,
  type OrganizationId,
} from '@plimsoll/model';
import { silentLogger } from '@plimsoll/runtime';
import { createMetrics } from '@plimsoll/runtime/metrics';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CATALOG, controlDigests } from './catalog.js';

const NODE = '/Node//node-1';
let api: TestApi;
let evaluation: Evaluation;
let organizationId: OrganizationId;
let clusterId: ClusterId;
let token: string;

beforeAll(async () => {
  api = await TestApi.start();
  organizationId = await api.database.createOrganization();
  clusterId = await api.database.createCluster(organizationId, { kind: 'host' });
  api.now = Date.now() + 1_000; // after the cluster, whose row was dated by Postgres
  token = (await createApiToken(api.identity, operator(organizationId), { name: 'x', role: 'viewer' })).text;
  evaluation = createEvaluation({
    ...api.identity,
    catalog: { ...CATALOG, digests: controlDigests() },
    logger: silentLogger,
    metrics: createMetrics(),
  });
});
afterAll(() => api.close());

/** One commit of ingest, then its evaluation. */
async function observe(kptrRestrict: string): Promise<void> {
  const body: FactBody = { shape: 'settings', settings: { 'kernel.kptr_restrict': kptrRestrict } };
  const text = canonicalBody(body);
  const digest = Buffer.from(factDigest(NODE, 1, bodyDigest(text)));
  const now = new Date(api.now);
  await api.database.store.transaction(organizationId, async (tx) => {
    const key = [organizationId, clusterId];
    const [row] = await tx.query<{ generation: string }>(
      'update directory set generation = generation + 1 where organization_id = $1 and cluster_id = $2 returning generation',
      key,
    );
    await tx.query(
      `insert into facts (organization_id, cluster_id, subject_key, source, partition, generation, trim_version, digest, body)
       values ($1, $2, $3, 'host/sysctl', 'node-1', $4, 1, $5, $6)
       on conflict (organization_id, cluster_id, subject_key, source) do update
       set generation = excluded.generation, digest = excluded.digest, body = excluded.body`,
      [...key, NODE, row?.generation, digest, text],
    );
    await tx.query(
      `insert into partitions (organization_id, cluster_id, source, partition, state, completed_at, confirmed_at)
       values ($1, $2, 'host/sysctl', 'node-1', 'complete', $3, $3)
       on conflict (organization_id, cluster_id, source, partition) do update set confirmed_at = excluded.confirmed_at`,
      [...key, now],
    );
  });
  await evaluation.evaluate({ organizationId, clusterId });
}

interface Shown {
  readonly cluster: {
    readonly posture: { readonly requirements: readonly { verdict: string; controls: readonly string[] }[] };
    readonly findings: { readonly nodes: readonly object[] };
    readonly improvements: readonly { readonly control: { readonly slug: string } }[];
  };
}

async function shown(asOf?: number): Promise<Shown['cluster']> {
  const { data, errors } = await api.ask<Shown>(
    `query($id: ID!, $asOf: DateTime) { cluster(id: $id) {
      posture(framework: "plimsoll-kernel", asOf: $asOf) { requirements { verdict controls } }
      findings(filter: { controls: ["kernel/kptr-restrict"] }, asOf: $asOf) { nodes { verdict evidence { path value } } }
      improvements(framework: "plimsoll-kernel", first: 100) { control { slug } } } }`,
    { token, variables: { id: clusterId, ...(asOf && { asOf: new Date(asOf).toISOString() }) } },
  );
  expect(errors).toEqual([]);
  if (data === null) throw new Error('no data');
  return data.cluster;
}

/** Of the requirement that the control made what it is; undefined when others decide. */
const verdictOf = ({ posture }: Shown['cluster']): string | undefined =>
  posture.requirements.find(({ controls }) => controls.includes('kernel/kptr-restrict'))?.verdict;
const raises = ({ improvements }: Shown['cluster']): boolean =>
  improvements.some(({ control }) => control.slug === 'kernel/kptr-restrict');

it('shows what an edited setting came to, and before the edit what it was then', async () => {
  await observe('0');
  const before = await shown();
  expect([verdictOf(before), raises(before)]).toEqual(['FAIL', true]);
  expect(before.findings.nodes).toEqual([
    { verdict: 'FAIL', evidence: [expect.objectContaining({ path: 'kernel.kptr_restrict', value: '0' })] },
  ]);
  const instant = (api.now += 10_000);
  api.now += 10_000;
  await observe('1');
  const after = await shown();
  expect([verdictOf(after), raises(after), after.findings.nodes]).toEqual([undefined, false, []]);
  const then = await shown(instant);
  expect([verdictOf(then), then.findings]).toEqual(['FAIL', before.findings]);
});
