import type { CommandResult } from '@plimsoll/link-contract';
import type { Peer } from '@plimsoll/link-server';
import type { Transaction } from '@plimsoll/store';
import { printable } from '../edge/validate-change.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Commands without a result, oldest first; sent until they have one. */
export async function findPendingCommands(tx: Transaction, peer: Peer): Promise<readonly string[]> {
  const rows = await tx.query<{ command_id: string }>(
    `select command_id from commands
     where organization_id = $1 and cluster_id = $2 and acknowledged_at is null and kind = 'refresh'
     order by created_at, command_id limit 100`,
    [peer.organizationId, peer.clusterId],
  );
  return rows.map((row) => row.command_id);
}

/** The first result stands; one for a command that is not this cluster's changes nothing. */
export async function acknowledgeCommand(tx: Transaction, peer: Peer, result: CommandResult): Promise<void> {
  if (!UUID.test(result.commandId)) return;
  await tx.query(
    `update commands set acknowledged_at = now(), ok = $4, detail = $5
     where organization_id = $1 and cluster_id = $2 and command_id = $3 and acknowledged_at is null`,
    [peer.organizationId, peer.clusterId, result.commandId, result.ok, printable(result.detail)],
  );
}
