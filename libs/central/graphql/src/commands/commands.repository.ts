import type { ClusterId } from '@plimsoll/model';
import type { Transaction } from '@plimsoll/store';

export interface CommandRow {
  readonly clusterId: ClusterId;
  readonly commandId: string;
  readonly kind: 'refresh';
  readonly createdAt: Date;
  readonly acknowledgedAt: Date | null;
  readonly ok: boolean | null;
  readonly detail: string | null;
}

const COLUMNS = /* sql */ `cluster_id as "clusterId", command_id as "commandId", kind, created_at as "createdAt",
  acknowledged_at as "acknowledgedAt", ok, detail`;

/** By the primary key of `commands`: (organization_id, cluster_id, ...). */
const RECENT_COMMANDS = /* sql */ `
select ${COLUMNS} from commands where organization_id = $1 and cluster_id = $2
order by created_at desc, command_id limit 20`;

/** By the primary key of `commands`. */
const COMMAND = /* sql */ `
select ${COLUMNS} from commands where organization_id = $1 and cluster_id = $2 and command_id = $3`;

export const recentCommands = (tx: Transaction, clusterId: ClusterId): Promise<readonly CommandRow[]> =>
  tx.query<CommandRow>(RECENT_COMMANDS, [tx.organizationId, clusterId]);

export async function findCommand(
  tx: Transaction,
  clusterId: ClusterId,
  commandId: string,
): Promise<CommandRow | undefined> {
  const [row] = await tx.query<CommandRow>(COMMAND, [tx.organizationId, clusterId, commandId]);
  return row;
}
