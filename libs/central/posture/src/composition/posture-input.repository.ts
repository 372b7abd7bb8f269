import { platformOf } from '@plimsoll/engine';
import type { ClusterKind, Platform } from '@plimsoll/engine';
import type { ClusterId, ControlId, NamespaceTally, SubjectKey } from '@plimsoll/model';
import type { Transaction } from '@plimsoll/store';
import type { CollectionState } from '../freshness/freshness.js';
import { inForce, timestamp } from '../instant.js';
import type { Instant } from '../instant.js';
import type { PostureInput } from './compose-posture.js';
import { nodeSubjectKey, staleNodes } from './overlay.js';
import type { NodeVectors } from './overlay.js';

interface TallyRow {
  readonly namespace: string;
  readonly control: ControlId;
  readonly pass: number;
  readonly fail: number;
  readonly unknown: number;
  readonly not_applicable: number;
  readonly waived: number;
}

const TALLY_COLUMNS = 'namespace, control, pass, fail, unknown, not_applicable, waived';

/** By the partial index `tallies_open`. */
export const OPEN_TALLIES = /* sql */ `
select ${TALLY_COLUMNS} from tallies t
where t.organization_id = $1 and t.cluster_id = $2 and t.closed_at is null`;

/** By the primary key of `tallies`, over the cluster's kept history. */
export const TALLIES_AT = /* sql */ `
select ${TALLY_COLUMNS} from tallies t
where t.organization_id = $1 and t.cluster_id = $2 and ${inForce('t', '$3')}`;

/** By the primary key of `subjects`. */
export const NODE_VECTORS = /* sql */ `
select subject_key, vector from subjects
where organization_id = $1 and cluster_id = $2 and subject_key = any($3::text[])`;

/** By the primary key of `derived`. */
export const DERIVED_PLATFORM = /* sql */ `
select value from derived
where organization_id = $1 and cluster_id = $2 and derivation = 'platform' and key = ''`;

/** An instant of the past, with what the posture row in force then was made with. */
export interface Past {
  readonly at: Instant;
  /** '' : not known then. null: not recorded, so that today's stands for it. */
  readonly kubernetesVersion: string | null;
}

/** What the posture of a cluster is made of, now or at an instant of the past. */
export async function loadPostureInput(
  tx: Transaction,
  { clusterId, kind }: { readonly clusterId: ClusterId; readonly kind: ClusterKind },
  collection: CollectionState,
  past?: Past,
): Promise<PostureInput> {
  const tallies = await loadTallies(tx, clusterId, past?.at);
  const nodeVectors = await loadNodeVectors(tx, clusterId, staleNodes(collection.stale));
  const platform = await loadPlatform(tx, clusterId);
  const version = past?.kubernetesVersion ?? platform?.kubernetesVersion;
  const kubernetesVersion = version === '' ? undefined : version;
  return { kind, tallies, collection, nodeVectors, kubernetesVersion, distribution: platform?.distribution };
}

async function loadPlatform(tx: Transaction, clusterId: ClusterId): Promise<Platform | undefined> {
  const [platform] = await tx.query<{ value: string }>(DERIVED_PLATFORM, [tx.organizationId, clusterId]);
  return platform && platformOf(JSON.parse(platform.value));
}

export async function loadTallies(
  tx: Transaction,
  clusterId: ClusterId,
  past?: Instant,
): Promise<readonly NamespaceTally[]> {
  const rows =
    past === undefined
      ? await tx.query<TallyRow>(OPEN_TALLIES, [tx.organizationId, clusterId])
      : await tx.query<TallyRow>(TALLIES_AT, [tx.organizationId, clusterId, timestamp(past)]);
  return rows.map(({ namespace, control, not_applicable, ...counts }) => ({
    namespace,
    control,
    counts: { ...counts, notApplicable: not_applicable },
  }));
}

async function loadNodeVectors(
  tx: Transaction,
  clusterId: ClusterId,
  nodes: readonly string[],
): Promise<NodeVectors> {
  if (nodes.length === 0) return new Map();
  const byKey = new Map(nodes.map((node) => [nodeSubjectKey(node), node]));
  const rows = await tx.query<{ subject_key: SubjectKey; vector: Buffer }>(NODE_VECTORS, [
    tx.organizationId,
    clusterId,
    [...byKey.keys()],
  ]);
  return new Map(rows.map((row) => [byKey.get(row.subject_key) ?? '', row.vector]));
}
