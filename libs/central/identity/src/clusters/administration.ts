import { randomUUID } from 'node:crypto';
import type { ClusterId } from '@plimsoll/model';
import type { Transaction } from '@plimsoll/store';
import { instant } from '../context.js';
import type { IdentityContext } from '../context.js';
import { identityErrors } from '../errors.js';
import { signature } from '../principals/principal.js';
import type { Principal } from '../principals/principal.js';
import { assertMay } from '../principals/role.js';
import type { Permission } from '../principals/role.js';
import { assertLabels, isLine, isUuid } from '../text.js';
import type { Labels } from '../text.js';
import { wakeGateways } from './wake-gateways.js';

type Work<T> = (tx: Transaction, key: readonly [string, string], state: string) => Promise<T>;

/** Checks permission, then works on the cluster under its row lock; of another organization is as of none. */
async function onCluster<T>(
  context: IdentityContext,
  principal: Principal,
  permission: Permission,
  clusterId: string,
  work: Work<T>,
): Promise<T> {
  assertMay(principal, permission);
  const { organizationId } = principal;
  // Before the directory's row, as a stream that opens takes them.
  const lock = 'select state from clusters where organization_id = $1 and cluster_id = $2 for no key update';
  return context.store.transaction(organizationId, async (tx) => {
    const [row] = isUuid(clusterId)
      ? await tx.query<{ state: string }>(lock, [organizationId, clusterId])
      : [];
    if (row === undefined) throw identityErrors.error('CLUSTER_NOT_FOUND', 'there is no cluster of this id');
    return work(tx, [organizationId, clusterId], row.state);
  });
}

const assertNotDeleting = (state: string): void => {
  if (state === 'deleting') throw identityErrors.error('CLUSTER_NOT_ACTIVE', 'the cluster is being deleted');
};

/** Replaces all labels. @throws PERMISSION_DENIED, CLUSTER_NOT_FOUND, CLUSTER_NOT_ACTIVE, LABELS_INVALID */
export async function editClusterLabels(
  context: IdentityContext,
  principal: Principal,
  clusterId: ClusterId,
  labels: Labels,
): Promise<void> {
  assertLabels(labels);
  await onCluster(context, principal, 'edit-clusters', clusterId, async (tx, key, state) => {
    assertNotDeleting(state);
    await tx.query('update clusters set labels = $3 where organization_id = $1 and cluster_id = $2', [
      ...key,
      labels,
    ]);
  });
}

/** @throws PERMISSION_DENIED, CLUSTER_NOT_FOUND, CLUSTER_NOT_ACTIVE, CLUSTER_NAME_INVALID */
export async function renameCluster(
  context: IdentityContext,
  principal: Principal,
  clusterId: ClusterId,
  name: string,
): Promise<void> {
  if (!isLine(name))
    throw identityErrors.error('CLUSTER_NAME_INVALID', 'the name of the cluster is not allowed');
  await onCluster(context, principal, 'edit-clusters', clusterId, async (tx, key, state) => {
    assertNotDeleting(state);
    await tx.query('update clusters set name = $3 where organization_id = $1 and cluster_id = $2', [
      ...key,
      name,
    ]);
  });
}

async function setState(
  tx: Transaction,
  key: readonly [string, string],
  state: 'archived' | 'deleting',
): Promise<void> {
  await tx.query('update clusters set state = $3 where organization_id = $1 and cluster_id = $2', [
    ...key,
    state,
  ]);
  await tx.query('update directory set state = $3 where organization_id = $1 and cluster_id = $2', [
    ...key,
    state,
  ]);
}

/**
 * Its data stays and is not judged again; its agent is refused until it enrols again with a token for it. Archiving
 * again changes nothing. @throws PERMISSION_DENIED, CLUSTER_NOT_FOUND, CLUSTER_NOT_ACTIVE
 */
export async function archiveCluster(
  context: IdentityContext,
  principal: Principal,
  clusterId: ClusterId,
): Promise<void> {
  await onCluster(context, principal, 'archive-clusters', clusterId, async (tx, key, state) => {
    assertNotDeleting(state);
    await setState(tx, key, 'archived');
    const sql =
      'update clusters set archived_at = coalesce(archived_at, $3) where organization_id = $1 and cluster_id = $2';
    await tx.query(sql, [...key, instant(context)]);
    await wakeGateways(tx, { organizationId: key[0], clusterId });
  });
}

/**
 * Marks it; the job `delete-cluster` removes it with its data. A job that is lost is found by calling this again or by
 * the sweep (`state = 'deleting'` in the directory). @throws PERMISSION_DENIED, CLUSTER_NOT_FOUND
 */
export async function deleteCluster(
  context: IdentityContext,
  principal: Principal,
  clusterId: ClusterId,
): Promise<void> {
  await onCluster(context, principal, 'delete-clusters', clusterId, async (tx, key) => {
    await setState(tx, key, 'deleting');
    await wakeGateways(tx, { organizationId: key[0], clusterId });
  });
  await context.queue.enqueue('delete-cluster', { organizationId: principal.organizationId, clusterId });
}

/**
 * Asks the agent to collect everything now; the command is sent until the agent acknowledges it. While one waits, its
 * id is returned instead of a second. @throws PERMISSION_DENIED, CLUSTER_NOT_FOUND, CLUSTER_NOT_ACTIVE
 */
export async function refreshCluster(
  context: IdentityContext,
  principal: Principal,
  clusterId: ClusterId,
): Promise<{ readonly commandId: string }> {
  return onCluster(context, principal, 'refresh-clusters', clusterId, async (tx, key, state) => {
    if (state !== 'active') throw identityErrors.error('CLUSTER_NOT_ACTIVE', `the cluster is ${state}`);
    const waiting = `select command_id as id from commands
      where organization_id = $1 and cluster_id = $2 and kind = 'refresh' and acknowledged_at is null limit 1`;
    const [known] = await tx.query<{ id: string }>(waiting, key);
    const commandId = known?.id ?? randomUUID();
    if (known === undefined) {
      const insert = `insert into commands (organization_id, cluster_id, command_id, kind, created_at, created_by)
        values ($1, $2, $3, 'refresh', $4, $5)`;
      await tx.query(insert, [...key, commandId, instant(context), signature(principal)]);
    }
    await wakeGateways(tx, { organizationId: key[0], clusterId });
    return { commandId };
  });
}
