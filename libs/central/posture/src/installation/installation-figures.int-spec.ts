import type { ClusterId, OrganizationId } from '@plimsoll/model';
import { testStore } from '@plimsoll/store/testing';
import type { TestStore } from '@plimsoll/store/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { installationFigures } from './installation-figures.js';

let db: TestStore;

beforeAll(async () => {
  db = await testStore();
});
afterAll(() => db.close());

const run = (
  organizationId: OrganizationId,
  sql: string,
  parameters: readonly unknown[] = [],
): Promise<object[]> => db.store.transaction(organizationId, (tx) => tx.query(sql, parameters));

/** A cluster with a score or without, with one open finding and one closed, and a fact that waits since an instant. */
async function fill(
  organizationId: OrganizationId,
  score: number | null,
  waiting: string,
): Promise<ClusterId> {
  const clusterId = await db.createCluster(organizationId);
  const key = [organizationId, clusterId];
  await run(
    organizationId,
    `insert into posture (organization_id, cluster_id, namespace, framework, opened_at, score, passed, failed, unknown, manual, not_applicable, requirements, cause)
     values ($1, $2, '', 'f', now(), $3, 0, 0, 0, 0, 0, '[]', 'facts')`,
    [...key, score],
  );
  await run(
    organizationId,
    `insert into findings (organization_id, cluster_id, finding_id, opened_at, closed_at, first_opened_at, subject_key, namespace, control, severity, verdict, evidence, cause)
     select $1, $2::uuid, decode(md5($2::uuid::text || n), 'hex'), now(), case n when 1 then now() end, now(), 'k', '', 'a/b', n, 'fail', '[]', 'facts' from generate_series(0, 1) n`,
    key,
  );
  await run(
    organizationId,
    `insert into facts (organization_id, cluster_id, subject_key, source, partition, generation, trim_version, digest, changed_at)
     values ($1, $2, 'k', 'host/sysctl', '', 1, 1, '', $3::timestamptz)`,
    [...key, waiting],
  );
  await run(organizationId, 'update directory set generation = 1 where cluster_id = $1', [clusterId]);
  return clusterId;
}

it('adds up every organization, and says since when the oldest fact waits', async () => {
  const [mine, other] = [await db.createOrganization('mine'), await db.createOrganization('other')];
  await fill(mine, 90, '2026-01-01T00:00:02Z');
  const unscored = await fill(other, null, '2026-01-01T00:00:01Z');
  await run(other, 'update clusters set connected_stream = 1 where cluster_id = $1', [unscored]);
  const archived = await db.createCluster(other);
  await run(other, `update directory set state = 'archived' where cluster_id = $1`, [archived]);
  await run(other, `update clusters set state = 'archived' where cluster_id = $1`, [archived]);
  // Shut out, shut out and enrolled again since, and revoked alone.
  for (const [quarantined, revoked] of [
    ['now()', 'null'],
    ['now()', 'now()'],
    ['null', 'now()'],
  ])
    await run(
      other,
      `insert into agents (organization_id, cluster_id, agent_id, public_key, join_counter, join_secret_hash, certificate,
         certificate_expires, quarantined_at, revoked_at)
       values ($1, $2, gen_random_uuid(), '', 1, '', '', now(), ${quarantined}, ${revoked})`,
      [other, unscored],
    );
  expect(await installationFigures(db.store)).toEqual({
    clusters: { active: 2, archived: 1, deleting: 0 },
    behind: 2,
    connected: 1,
    unscored: 1,
    quarantined: 1,
    openFindings: { critical: 2, high: 0, medium: 0, low: 0 },
    oldestUncovered: Date.parse('2026-01-01T00:00:01Z'),
  });
});
