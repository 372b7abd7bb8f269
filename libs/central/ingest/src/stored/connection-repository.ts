import type { Hello } from '@plimsoll/link-contract';
import type { Peer } from '@plimsoll/link-server';
import type { Transaction } from '@plimsoll/store';
import { printable } from '../edge/validate-change.js';

/**
 * The order of locks: the cluster's row, then the directory's, as whoever archives it or enrols it again takes them and a
 * heartbeat does. To be taken before the directory's row where both are written.
 */
export async function lockCluster(tx: Transaction, peer: Peer): Promise<void> {
  await tx.query('select from clusters where organization_id = $1 and cluster_id = $2 for no key update', [
    peer.organizationId,
    peer.clusterId,
  ]);
}

export async function markConnected(
  tx: Transaction,
  peer: Peer,
  stream: bigint,
  hello: Hello,
  clockOffsetMs: number,
): Promise<void> {
  await tx.query(
    `update clusters set connected_stream = $3, connected_at = now(), last_seen_at = now(), agent_version = $4, clock_offset_ms = $5
     where organization_id = $1 and cluster_id = $2`,
    [
      peer.organizationId,
      peer.clusterId,
      stream.toString(),
      printable(hello.agentVersion).slice(0, 100),
      clockOffsetMs,
    ],
  );
}

/** Coarse: at most one write in ten seconds. */
export async function markSeen(
  tx: Transaction,
  peer: Peer,
  stream: bigint,
  clockOffsetMs: number,
): Promise<void> {
  await tx.query(
    `update clusters set last_seen_at = now(), clock_offset_ms = $4
     where organization_id = $1 and cluster_id = $2 and connected_stream = $3 and last_seen_at < now() - interval '10 seconds'`,
    [peer.organizationId, peer.clusterId, stream.toString(), clockOffsetMs],
  );
}

/** Only if no newer stream has taken its place. */
export async function markDisconnected(tx: Transaction, peer: Peer, stream: bigint): Promise<void> {
  await tx.query(
    `update clusters set connected_stream = null, last_seen_at = now()
     where organization_id = $1 and cluster_id = $2 and connected_stream = $3`,
    [peer.organizationId, peer.clusterId, stream.toString()],
  );
}

/** Milliseconds that the agent's clock is ahead; bounded to what the column holds. */
export function clockOffset(agentTimeMs: bigint, now: number): number {
  return Math.max(-2_000_000_000, Math.min(2_000_000_000, Math.round(Number(agentTimeMs) - now)));
}
