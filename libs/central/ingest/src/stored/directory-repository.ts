import type { Peer } from '@plimsoll/link-server';
import type { Transaction } from '@plimsoll/store';

type Who = Pick<Peer, 'organizationId' | 'clusterId'>;

/** Whether a stream may still write. `behind`: somebody else has taken the generation; read again and repeat. */
export type Hold = 'held' | 'superseded' | 'inactive' | 'behind';

interface DirectoryRow {
  readonly stream_number: string;
  readonly generation: string;
  readonly state: string;
}

/** Takes the cluster's next stream number; undefined when the cluster is not active. Locks the directory row. */
export async function takeStream(tx: Transaction, who: Who): Promise<bigint | undefined> {
  const [row] = await tx.query<DirectoryRow>(
    `update directory set stream_number = stream_number + 1
     where organization_id = $1 and cluster_id = $2 and state = 'active' returning stream_number`,
    [who.organizationId, who.clusterId],
  );
  return row && BigInt(row.stream_number);
}

export async function readGeneration(tx: Transaction, who: Who): Promise<bigint> {
  const [row] = await tx.query<DirectoryRow>(
    'select generation from directory where organization_id = $1 and cluster_id = $2',
    [who.organizationId, who.clusterId],
  );
  return BigInt(row?.generation ?? 0);
}

/**
 * The last statement of a transaction that writes: checks under the row's lock that the stream is the newest and, when
 * facts or outcomes changed, makes `generation` the cluster's. So the lock is held for the commit alone, generations
 * commit in order, and the rows were written before with the number that only the newest stream can get.
 */
export async function holdStream(
  tx: Transaction,
  who: Who,
  stream: bigint,
  generation: bigint | undefined,
): Promise<Hold> {
  const [row] = await tx.query<DirectoryRow>(
    `select stream_number, generation, state from directory where organization_id = $1 and cluster_id = $2 for update`,
    [who.organizationId, who.clusterId],
  );
  if (!row || row.state !== 'active') return 'inactive';
  if (BigInt(row.stream_number) !== stream) return 'superseded';
  if (generation === undefined) return 'held';
  if (BigInt(row.generation) + 1n !== generation) return 'behind';
  await tx.query('update directory set generation = $3 where organization_id = $1 and cluster_id = $2', [
    who.organizationId,
    who.clusterId,
    generation.toString(),
  ]);
  return 'held';
}

export async function isActive(tx: Transaction, who: Who): Promise<boolean> {
  const rows = await tx.query(
    `select from directory where organization_id = $1 and cluster_id = $2 and state = 'active'`,
    [who.organizationId, who.clusterId],
  );
  return rows.length === 1;
}
