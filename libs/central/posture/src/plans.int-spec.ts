import { testStore } from '@plimsoll/store/testing';
import type { TestStore } from '@plimsoll/store/testing';
import type { ClusterId, OrganizationId } from '@plimsoll/model';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { COMMITS } from './changes/changes.repository.js';
import { CLUSTERS } from './clusters/clusters.repository.js';
import { REJECTED_FACTS } from './clusters/cluster-health.js';
import { NODE_VECTORS, OPEN_TALLIES } from './composition/posture-input.repository.js';
import { CONTROL_SUMS } from './controls/controls-overview.js';
import { FINDING_BY_ID, findingsByKeyStatement, findingsStatement } from './findings/findings.repository.js';
import { PARTITION_UNITS } from './freshness/partition-units.repository.js';
import { OPEN_FINDINGS, UNSCORED } from './installation/installation-figures.js';
import { POSTURE_HISTORY } from './history/posture-history.js';
import { FACTS_OF_SUBJECTS, KNOWN_SUBJECTS } from './judging/subject-facts.repository.js';
import { DERIVED_VALUES } from './judging/derived-values.repository.js';
import { FIGURES_OF_CLUSTERS, POSTURE_AT } from './overview/posture.repository.js';
import { FACTS_BY_KEY } from './facts/facts.repository.js';
import { postureCatalog } from './posture-catalog.js';
import { SUBJECT, SUBJECTS } from './subjects/subjects.repository.js';

let db: TestStore;
let organizationId: OrganizationId;
let clusterId: ClusterId;
const now = new Date().toISOString();
const catalog = postureCatalog({ controls: [], frameworks: [], derivations: [], places: {} });

/** 3,000 rows in each table, spread over 20 clusters. */
const FILL = [
  `insert into clusters (organization_id, cluster_id, kind, uid, name) select $1, md5(i::text)::uuid, 'kubernetes', i::text, i::text from generate_series(1, 3000) i`,
  `insert into partitions (organization_id, cluster_id, source, partition, state) select $1, md5((i % 20 + 1)::text)::uuid, 'host/sysctl', i::text, 'complete' from generate_series(1, 3000) i`,
  `insert into subjects (organization_id, cluster_id, subject_key, api_group, kind, namespace, name, vector) select $1, md5((i % 20 + 1)::text)::uuid, '/Node//' || i, '', 'Node', '', i::text, '' from generate_series(1, 3000) i`,
  `insert into facts (organization_id, cluster_id, subject_key, source, partition, generation, trim_version, digest, rejection, body) select $1, md5((i % 20 + 1)::text)::uuid, '/Node//' || i, 'host/sysctl', '', i, 1, '', case when i % 500 = 0 then 'x' end, '{}' from generate_series(1, 3000) i`,
  `insert into derived (organization_id, cluster_id, derivation, key, digest, value) select $1, md5((i % 20 + 1)::text)::uuid, 'platform', i::text, '', '1' from generate_series(1, 3000) i`,
  `insert into tallies (organization_id, cluster_id, namespace, control, opened_at, pass, fail, unknown, not_applicable, cause) select $1, md5((i % 20 + 1)::text)::uuid, i::text, 'a/b', now(), 1, 0, 0, 0, 'facts' from generate_series(1, 3000) i`,
  `insert into findings (organization_id, cluster_id, finding_id, opened_at, first_opened_at, subject_key, namespace, control, severity, verdict, evidence, cause) select $1, md5((i % 20 + 1)::text)::uuid, decode(md5(i::text), 'hex'), now(), now(), 'k', '', 'a/b', i % 4, 'fail', '[]', 'facts' from generate_series(1, 3000) i`,
  `insert into posture (organization_id, cluster_id, namespace, framework, opened_at, passed, failed, unknown, manual, not_applicable, requirements, cause) select $1, md5((i % 20 + 1)::text)::uuid, (i / 20)::text, 'f', now(), 0, 0, 0, 0, 0, '[]', 'facts' from generate_series(1, 3000) i`,
  `insert into changes (organization_id, position, cluster_id, changed_at, posture, findings) select $1, i, md5((i % 20 + 1)::text)::uuid, now(), true, '' from generate_series(1, 3000) i`,
];

beforeAll(async () => {
  db = await testStore();
  for (let organization = 0; organization < 3; organization += 1) {
    organizationId = await db.createOrganization();
    for (const statement of FILL)
      await db.store.transaction(organizationId, (tx) => tx.query(statement, [organizationId]));
  }
  const [row] = await db.store.transaction(organizationId, (tx) =>
    tx.query<{ id: ClusterId }>(`select md5('1')::uuid as id`),
  );
  if (row !== undefined) clusterId = row.id;
});
afterAll(() => db.close());

interface Plan {
  readonly 'Index Name'?: string;
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly Plan[];
}

const nodes = (plan: Plan): readonly Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodes)];

async function planOf(sql: string, parameters: readonly unknown[]): Promise<readonly Plan[]> {
  const rows = await db.store.transaction(organizationId, (tx) =>
    tx.query<{ 'QUERY PLAN': readonly { readonly Plan: Plan }[] }>(
      `explain (format json) ${sql}`,
      parameters,
    ),
  );
  return rows.flatMap((row) => row['QUERY PLAN'].flatMap(({ Plan: plan }) => nodes(plan)));
}

const findingsOf = (): { sql: string; parameters: readonly unknown[] } =>
  findingsStatement(organizationId, catalog, { limit: 50, now: Date.now() });

it.each([
  ['clusters', CLUSTERS, () => [organizationId], 'clusters_pkey'],
  ['partition units', PARTITION_UNITS, () => [organizationId, [clusterId]], 'partitions_pkey'],
  ['rejected facts', REJECTED_FACTS, () => [organizationId, clusterId], 'facts_rejected'],
  ['open tallies', OPEN_TALLIES, () => [organizationId, clusterId], 'tallies_open'],
  ['node vectors', NODE_VECTORS, () => [organizationId, clusterId, ['/Node//20']], 'subjects_pkey'],
  ['control sums', CONTROL_SUMS, () => [organizationId, clusterId], 'tallies_open'],
  ['a finding by id', FINDING_BY_ID, () => [organizationId, 'ab'.repeat(16), 10], 'findings_pkey'],
  [
    'facts of subjects',
    FACTS_OF_SUBJECTS,
    () => [organizationId, clusterId, ['/Node//20'], ['kube/core/Node']],
    'facts_pkey',
  ],
  [
    'facts by their keys',
    FACTS_BY_KEY,
    () => [organizationId, [clusterId], ['/Node//20'], ['host/sysctl']],
    'facts_pkey',
  ],
  ['known subjects', KNOWN_SUBJECTS, () => [organizationId, clusterId, ['/Node//20']], 'facts_pkey'],
  ['derived values', DERIVED_VALUES, () => [organizationId, clusterId, ['platform'], ['']], 'derived_pkey'],
  ['commits of the feed', COMMITS, () => [organizationId, 2_900, 0, 50], 'changes_pkey'],
  ['open findings by severity', OPEN_FINDINGS, () => [organizationId], 'findings_worst'],
  ['clusters without score', UNSCORED, () => [organizationId], 'posture_open'],
  ['figures', FIGURES_OF_CLUSTERS, () => [organizationId, [clusterId], ['f'], now], 'posture_pkey'],
  ['posture at', POSTURE_AT, () => [organizationId, clusterId, '', 'f', now], 'posture_pkey'],
  ['posture history', POSTURE_HISTORY, () => [organizationId, clusterId, '', 'f', now, now], 'posture_pkey'],
  ['a subject', SUBJECT, () => [organizationId, clusterId, '/Node//20'], 'subjects_pkey'],
  ['subjects', SUBJECTS, () => [organizationId, null, null, null, null, null, '', 50], 'subjects_pkey'],
])('reads %s by its index', async (_name, sql, parameters, index) => {
  const plan = await planOf(sql, parameters());
  const names = plan.map((node) => node['Index Name']);
  expect(
    names.some((name) => name === index || (index.endsWith('_pkey') && name?.startsWith(index.slice(0, -5)))),
  ).toBe(true);
  const table = index.replace(/_[a-z]+$/, '');
  expect(plan.filter((node) => node['Node Type'] === 'Seq Scan' && node['Relation Name'] === table)).toEqual(
    [],
  );
});

it('reads the worst open findings in the order of their index, without a sort', async () => {
  const { sql, parameters } = findingsOf();
  const plan = await planOf(sql, parameters);
  expect(plan.map((node) => node['Index Name'])).toContain('findings_worst');
  expect(plan.filter((node) => node['Node Type'] === 'Sort')).toEqual([]);
});

it('goes on behind a position in the same index', async () => {
  const after = { severity: 1, openedAt: now, id: 'ab'.repeat(16) };
  const { sql, parameters } = findingsStatement(organizationId, catalog, {
    limit: 50,
    now: Date.now(),
    after,
  });
  const plan = await planOf(sql, parameters);
  expect(plan.map((node) => node['Index Name'])).toContain('findings_worst');
});

it('reads findings by their keys from the primary key', async () => {
  const keys = [{ clusterId, id: 'ab'.repeat(16) }];
  const { sql, parameters } = findingsByKeyStatement(organizationId, catalog, keys, { status: 'all' });
  const plan = await planOf(sql, parameters);
  expect(plan.map((node) => node['Index Name'])).toContain('findings_pkey');
});
