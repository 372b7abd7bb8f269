import { decodeVector } from '@plimsoll/engine';
import { clusterPosture, type ClusterPosture } from '@plimsoll/posture';
import {
  isFrameworkId,
  type ClusterId,
  type FrameworkId,
  type OrganizationId,
  type Verdict,
} from '@plimsoll/model';
import type { Store } from '@plimsoll/store';
import { POSTURE } from './catalog.js';

/** One cluster, seen through the store. */
export interface Seen {
  readonly store: Store;
  readonly organizationId: OrganizationId;
  readonly clusterId: ClusterId;
}

export interface FactRow {
  readonly subject_key: string;
  readonly source: string;
  readonly partition: string;
  readonly digest: Buffer;
  readonly trim_version: number;
  readonly body: string;
}

export function query<Row extends object>(
  { store, organizationId, clusterId }: Seen,
  sql: string,
  ...more: readonly unknown[]
): Promise<Row[]> {
  return store.transaction(organizationId, (tx) => tx.query<Row>(sql, [clusterId, ...more]));
}

export const factsOf = (seen: Seen): Promise<FactRow[]> =>
  query<FactRow>(
    seen,
    `select subject_key, source, partition, digest, trim_version, body from facts
     where cluster_id = $1 and body is not null order by subject_key, source`,
  );

export interface Progress {
  readonly generation: string;
  readonly settled: boolean;
  readonly units: Readonly<Record<string, string>>;
}

/** Where ingest and evaluation are; `units` are the states of the partitions by source. */
export async function progress(seen: Seen): Promise<Progress> {
  const [row] = await query<{ generation: string; settled: boolean }>(
    seen,
    `select generation::text, covered_generation = generation and generation > 0 and not dirty
       and not exists (select from dirty where cluster_id = $1) as settled
     from directory where cluster_id = $1`,
  );
  const units = await query<{ source: string; state: string }>(
    seen,
    'select source, state from partitions where cluster_id = $1',
  );
  return {
    generation: row?.generation ?? '0',
    settled: row?.settled ?? false,
    units: Object.fromEntries(units.map(({ source, state }) => [source, state])),
  };
}

/** Every source that the agent reads has been read as a whole, and all of it is evaluated. */
export const isWhole = ({ settled, units }: Progress): boolean =>
  settled &&
  ['host/sysctl', 'host/boot', 'kube/core/Pod', 'kube/core/Secret'].every(
    (source) => units[source] === 'complete',
  );

/** The verdict of a control on a subject, from its vector. */
export async function verdictOf(
  seen: Seen,
  subjectKey: string,
  control: string,
): Promise<Verdict | undefined> {
  const [row] = await query<{ vector: Buffer }>(
    seen,
    'select vector from subjects where cluster_id = $1 and subject_key = $2',
    subjectKey,
  );
  const found = decodeVector(row?.vector ?? Buffer.alloc(0)).find(
    ([place]) => POSTURE.controlAt(place)?.id === control,
  );
  return found?.[1];
}

export interface FindingInterval {
  readonly finding: string;
  readonly control: string;
  readonly subject_key: string;
  readonly verdict: string;
  readonly evidence: string;
  readonly open: boolean;
}

export const findingsOf = (seen: Seen): Promise<FindingInterval[]> =>
  query<FindingInterval>(
    seen,
    `select encode(finding_id, 'hex') as finding, control, subject_key, verdict, evidence, closed_at is null as open
     from findings where cluster_id = $1 order by finding_id, opened_at`,
  );

export const framework = (id: string): FrameworkId => {
  if (isFrameworkId(id)) return id;
  throw new Error(`${id} is no framework id`);
};

export function postureAt(seen: Seen, id: string, asOf?: number): Promise<ClusterPosture> {
  const { store, organizationId, clusterId } = seen;
  return store.transaction(organizationId, (tx) =>
    clusterPosture(tx, POSTURE, { scope: { clusterId }, framework: framework(id), now: Date.now(), asOf }),
  );
}
