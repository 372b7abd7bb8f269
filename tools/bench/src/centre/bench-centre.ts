import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { isClusterId, isOrganizationId, type ClusterId, type OrganizationId } from '@plimsoll/model';
import { silentLogger } from '@plimsoll/runtime';
import { embeddedPostgres, migrateStore, openStore, type Store } from '@plimsoll/store';
import { benchErrors } from '../errors.js';

/** A store of its own on an embedded Postgres that keeps its promises: fsync is on. */
export interface BenchCentre {
  readonly store: Store;
  /** For floors, which are tables of their own. */
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly organizationId: OrganizationId;
  readonly close: () => Promise<void>;
}

export async function startCentre(folder: string): Promise<BenchCentre> {
  const postgres = await embeddedPostgres({ dataDirectory: join(folder, 'postgres'), fsync: true });
  const { ownerUrl, appUrl } = postgres;
  await migrateStore({ ownerUrl, appUrl });
  const store = await openStore({ url: appUrl, poolSize: 6, logger: silentLogger });
  const organizationId = randomUUID();
  if (!isOrganizationId(organizationId)) throw notAnId(organizationId);
  await store.transaction(organizationId, (tx) =>
    tx.query('insert into organizations (organization_id, name) values ($1, $2)', [organizationId, 'bench']),
  );
  const close = async () => {
    await store.close();
    await postgres.stop();
  };
  return { store, ownerUrl, appUrl, organizationId, close };
}

/** A cluster without an agent. */
export async function addCluster({ store, organizationId }: BenchCentre, name: string): Promise<ClusterId> {
  const clusterId = randomUUID();
  if (!isClusterId(clusterId)) throw notAnId(clusterId);
  await store.transaction(organizationId, async (tx) => {
    await tx.query(
      `insert into clusters (organization_id, cluster_id, kind, uid, name) values ($1, $2, 'kubernetes', $3, $4)`,
      [organizationId, clusterId, randomUUID(), name],
    );
    await tx.query('insert into directory (organization_id, cluster_id) values ($1, $2)', [
      organizationId,
      clusterId,
    ]);
  });
  return clusterId;
}

const notAnId = (text: string): Error =>
  benchErrors.error('BENCH_STREAM_ENDED', `${text} is not an id of the store`);
