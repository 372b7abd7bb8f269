import { randomUUID } from 'node:crypto';
import { isPlimsollError } from '@plimsoll/errors';
import { isClusterId } from '@plimsoll/model';
import type { ClusterId, OrganizationId } from '@plimsoll/model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operator } from '../principals/principal.js';
import { testIdentity } from '../testing/test-identity.js';
import type { TestIdentity } from '../testing/test-identity.js';
import {
  archiveCluster,
  deleteCluster,
  editClusterLabels,
  refreshCluster,
  renameCluster,
} from './administration.js';
import { revokeCluster } from './revoke-cluster.js';
import { COMMANDS_CHANNEL } from './wake-gateways.js';
import { CLUSTER_TABLES, deleteClusterData } from './delete-cluster-data.js';

let test: TestIdentity;
let organizationId: OrganizationId;
let clusterId: ClusterId;

beforeAll(async () => {
  test = await testIdentity();
  organizationId = await test.database.createOrganization();
  clusterId = await test.database.createCluster(organizationId);
});
afterAll(() => test.database.close());

const query = (sql: string) => test.database.store.transaction(organizationId, (tx) => tx.query(sql));

describe('administration of a cluster', () => {
  it('changes labels and name', async () => {
    const who = operator(organizationId);
    await editClusterLabels(test.context, who, clusterId, { team: 'a' });
    await renameCluster(test.context, who, clusterId, 'west');
    expect(await query('select name, labels from clusters')).toEqual([
      { name: 'west', labels: { team: 'a' } },
    ]);
    await expect(renameCluster(test.context, who, clusterId, '')).rejects.toMatchObject({
      code: 'CLUSTER_NAME_INVALID',
    });
  });

  it('writes one refresh command until it is acknowledged, and wakes its gateway', async () => {
    const woken = Promise.withResolvers<string>();
    const stop = await test.database.store.listen(COMMANDS_CHANNEL, woken.resolve);
    const first = await refreshCluster(test.context, operator(organizationId), clusterId);
    expect(await refreshCluster(test.context, operator(organizationId), clusterId)).toEqual(first);
    expect(await woken.promise).toBe(`${organizationId}/${clusterId}`);
    await stop();
  });

  it('answers for a foreign cluster, a missing one and no id alike, and changes nothing', async () => {
    const stranger = operator(await test.database.createOrganization());
    const missing = randomUUID();
    if (!isClusterId(missing)) throw new Error('not an id');
    const calls = [archiveCluster, deleteCluster, refreshCluster, revokeCluster];
    const before = await query('select * from clusters');
    for (const call of calls) {
      const codes = [];
      for (const id of [clusterId, missing]) {
        const refused: unknown = await call(test.context, stranger, id).catch((error: unknown) => error);
        codes.push(isPlimsollError(refused) ? `${refused.code} ${refused.message}` : 'accepted');
      }
      expect(codes).toEqual(Array(2).fill('CLUSTER_NOT_FOUND there is no cluster of this id'));
    }
    expect(await query('select * from clusters')).toEqual(before);
  });

  it('is denied to a viewer', async () => {
    const viewer = { ...operator(organizationId), role: 'viewer' } as const;
    for (const call of [archiveCluster, deleteCluster, refreshCluster, revokeCluster]) {
      await expect(call(test.context, viewer, clusterId)).rejects.toMatchObject({
        code: 'PERMISSION_DENIED',
      });
    }
  });

  it('archives, and then refuses a refresh', async () => {
    await archiveCluster(test.context, operator(organizationId), clusterId);
    const refused = refreshCluster(test.context, operator(organizationId), clusterId);
    await expect(refused).rejects.toMatchObject({ code: 'CLUSTER_NOT_ACTIVE' });
  });
});

describe('deletion', () => {
  it('knows every table with rows of a cluster', async () => {
    const rows = await query(`select table_name as name from information_schema.columns
      where table_schema = 'public' and column_name = 'cluster_id'`);
    const known = new Set<unknown>([...CLUSTER_TABLES, 'clusters', 'directory', 'enrollment_tokens']);
    expect(rows.filter((row) => !known.has(Object.values(row)[0]))).toEqual([]);
  });

  it('removes a marked cluster in batches, goes on after a stop, and nothing of another cluster', async () => {
    const other = await test.database.createCluster(organizationId);
    for (const id of [clusterId, other]) {
      await query(`insert into facts (organization_id, cluster_id, subject_key, source, partition, generation, trim_version, digest)
        select '${organizationId}', '${id}', 'subject ' || n, 'host/sysctl', '', 1, 1, '' from generate_series(1, 25) n`);
    }
    const key = { organizationId, clusterId };
    const never = new AbortController().signal;
    await deleteClusterData(test.context, { organizationId, clusterId: other }, { signal: never }); // not marked
    await deleteCluster(test.context, operator(organizationId), clusterId);
    expect(test.queue.jobs).toEqual([{ job: 'delete-cluster', payload: key }]);
    const stopped = deleteClusterData(test.context, key, { signal: AbortSignal.abort(), batch: 10 });
    await expect(stopped).rejects.toMatchObject({ code: 'CLUSTER_DELETION_STOPPED', retryable: true });
    await deleteClusterData(test.context, key, { signal: never, batch: 10 });
    await deleteClusterData(test.context, key, { signal: never, batch: 10 });
    expect(await query('select cluster_id, count(*)::integer as facts from facts group by 1')).toEqual([
      { cluster_id: other, facts: 25 },
    ]);
    expect(await query('select cluster_id from clusters')).toEqual([{ cluster_id: other }]);
  });
});
