import { expect, it } from 'vitest';
import { testStore } from './index.js';

it('gives each call a migrated database of its own', async () => {
  const [one, two] = await Promise.all([testStore(), testStore()]);
  const organizationId = await one.createOrganization();
  const clusterId = await one.createCluster(organizationId, { labels: { team: 'a' } });
  const rows = await one.store.transaction(organizationId, (tx) =>
    tx.query('select cluster_id, labels from clusters'),
  );
  expect(rows).toEqual([{ cluster_id: clusterId, labels: { team: 'a' } }]);
  expect(await two.store.transaction(organizationId, (tx) => tx.query('select * from clusters'))).toEqual([]);
  const started = performance.now();
  const three = await testStore();
  expect(performance.now() - started).toBeLessThan(2_000);
  await Promise.all([one.close(), two.close(), three.close()]);
});
