import { randomBytes, randomUUID } from 'node:crypto';
import { isClusterId, isOrganizationId } from '@plimsoll/model';
import type { ClusterId, OrganizationId } from '@plimsoll/model';
import { silentLogger } from '@plimsoll/runtime';
import { openStore } from '../connection/open-store.js';
import type { Store } from '../connection/open-store.js';
import { runOnce } from './run-once.js';
import { testServer } from './test-server.js';

export interface TestCluster {
  readonly name?: string;
  readonly kind?: 'kubernetes' | 'host';
  readonly uid?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** A migrated database of its own on the Postgres of the test run. */
export interface TestStore {
  readonly store: Store;
  readonly ownerUrl: string;
  readonly appUrl: string;
  /** For `openQueue`; `migrateQueue({ ownerUrl, appUrl })` comes first. */
  readonly queueUrl: string;
  readonly createOrganization: (name?: string) => Promise<OrganizationId>;
  /** With its directory row. */
  readonly createCluster: (organizationId: OrganizationId, cluster?: TestCluster) => Promise<ClusterId>;
  readonly close: () => Promise<void>;
}

function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

async function createOrganization(store: Store, name: string): Promise<OrganizationId> {
  const id = randomUUID();
  if (!isOrganizationId(id)) throw new Error('not an organization id');
  await store.transaction(id, (tx) =>
    tx.query('insert into organizations (organization_id, name) values ($1, $2)', [id, name]),
  );
  return id;
}

async function createCluster(
  store: Store,
  organizationId: OrganizationId,
  cluster: TestCluster,
): Promise<ClusterId> {
  const id = randomUUID();
  if (!isClusterId(id)) throw new Error('not a cluster id');
  await store.transaction(organizationId, async (tx) => {
    await tx.query(
      'insert into clusters (organization_id, cluster_id, kind, uid, name, labels) values ($1, $2, $3, $4, $5, $6)',
      [
        organizationId,
        id,
        cluster.kind ?? 'kubernetes',
        cluster.uid ?? randomUUID(),
        cluster.name ?? 'test',
        cluster.labels ?? {},
      ],
    );
    await tx.query('insert into directory (organization_id, cluster_id) values ($1, $2)', [
      organizationId,
      id,
    ]);
  });
  return id;
}

/** About 50 ms after the first call of a run, which starts Postgres (about a second). */
export async function testStore(options: { readonly poolSize?: number } = {}): Promise<TestStore> {
  const server = await testServer();
  const database = `test_${randomBytes(8).toString('hex')}`;
  await runOnce(withDatabase(server.ownerUrl, 'postgres'), `create database ${database} template plimsoll`);
  const [ownerUrl, appUrl] = [withDatabase(server.ownerUrl, database), withDatabase(server.appUrl, database)];
  const store = await openStore({ url: appUrl, poolSize: options.poolSize ?? 5, logger: silentLogger });
  return {
    store,
    ownerUrl,
    appUrl,
    queueUrl: appUrl,
    createOrganization: (name = 'test') => createOrganization(store, name),
    createCluster: (organizationId, cluster = {}) => createCluster(store, organizationId, cluster),
    close: async () => {
      await store.close();
      await runOnce(withDatabase(server.ownerUrl, 'postgres'), `drop database ${database} with (force)`);
    },
  };
}
