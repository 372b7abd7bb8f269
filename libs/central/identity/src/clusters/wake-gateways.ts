import type { Transaction } from '@plimsoll/store';

/** The channel that wakes the gateway of a cluster's stream; the payload is `commandPayload`. */
export const COMMANDS_CHANNEL = 'plimsoll_commands';

interface ClusterKey {
  readonly organizationId: string;
  readonly clusterId: string;
}

/** `<organization id>/<cluster id>`. */
export const commandPayload = ({ organizationId, clusterId }: ClusterKey): string =>
  `${organizationId}/${clusterId}`;

/** Has the gateway look again, once this transaction is committed. */
export const wakeGateways = (tx: Transaction, cluster: ClusterKey): Promise<void> =>
  tx.notify(COMMANDS_CHANNEL, commandPayload(cluster));

/**
 * Ends whatever streams the cluster has: the stream number is taken from them, so that nothing more of theirs is
 * committed even where the NOTIFY is lost, and their gateway is woken to send them away at once.
 */
export async function cutStreams(tx: Transaction, cluster: ClusterKey): Promise<void> {
  const sql =
    'update directory set stream_number = stream_number + 1 where organization_id = $1 and cluster_id = $2';
  await tx.query(sql, [cluster.organizationId, cluster.clusterId]);
  await wakeGateways(tx, cluster);
}
