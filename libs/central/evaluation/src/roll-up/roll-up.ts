import { appendChange, collectionAt, loadPostureInput, loadUnits, recordOutages } from '@plimsoll/posture';
import type { CollectionState, Instant, PartitionUnit } from '@plimsoll/posture';
import type { Transaction } from '@plimsoll/store';
import { lockCluster, readDirectory } from '../evaluated-cluster.js';
import type { Cause, ClusterAddress } from '../evaluated-cluster.js';
import type { EvaluationCatalog } from '../evaluation-catalog.js';
import {
  anyDirty,
  clusterKind,
  extendPosture,
  firstDue,
  loadOpenPosture,
  settleCluster,
  writePosture,
} from './posture-rows.repository.js';
import { nextRows } from './next-rows.js';
import { keyOf } from './remembered-rows.js';
import type { RememberedRows } from './remembered-rows.js';

/** After a long sleep of the centre, so many instants at which something went stale get rows of their own. */
const MOST_CATCH_UPS = 8;

interface Context {
  readonly tx: Transaction;
  readonly cluster: ClusterAddress;
  readonly kind: 'kubernetes' | 'host';
  readonly catalog: EvaluationCatalog;
  readonly remembered: RememberedRows;
  readonly units: readonly PartitionUnit[];
}

export interface RollUpOptions {
  readonly catalog: EvaluationCatalog;
  readonly remembered: RememberedRows;
  readonly instant: Instant;
  /** Why subjects were judged; undefined when none was. */
  readonly judged: Exclude<Cause, 'time'> | undefined;
  /** Leaves it to the evaluation of facts that have come meanwhile, if there are such. */
  readonly mayWait: boolean;
}

/**
 * Step three: brings the posture rows of a cluster that has nothing dirty to its tallies and to what is stale at the
 * instant. Rows are written only where they changed. True when one did.
 */
export async function rollUp(
  tx: Transaction,
  cluster: ClusterAddress,
  { catalog, remembered, instant, judged, mayWait }: RollUpOptions,
): Promise<boolean> {
  const { clusterId } = cluster;
  await lockCluster(tx, clusterId);
  const directory = await readDirectory(tx, clusterId);
  const kind = await clusterKind(tx, clusterId);
  if (kind === undefined || directory?.state !== 'active' || (await anyDirty(tx, clusterId))) return false;
  // Whoever raised the generation has asked for the next evaluation; the directory stays dirty for it.
  if (mayWait && directory.generation > directory.coveredGeneration) return false;
  const units = (await loadUnits(tx, [clusterId])).get(clusterId) ?? [];
  const context = { tx, cluster, kind, catalog, remembered, units };
  const caughtUp = await catchUp(context, instant);
  const cause = judged ?? (directory.dirty ? 'facts' : 'time');
  const collection = collectionAt(units, instant);
  const changed = await bringTo(context, collection, instant, {
    cause,
    force: directory.dirty || judged !== undefined,
  });
  await settleCluster(tx, clusterId, lookAgain(collection, instant));
  if (changed || caughtUp)
    await appendChange(tx, { clusterId, changedAt: instant, findings: [], posture: true });
  return changed || caughtUp;
}

/** What is stale may be confirmed at any moment without a changed fact, so the next sweep looks again. */
const lookAgain = ({ freshness, validUntil }: CollectionState, instant: Instant): Instant | null =>
  freshness.digest === '' ? validUntil : instant;

/** Writes the rows that opened by time alone since the last look, each at its own instant. */
async function catchUp(context: Context, instant: Instant): Promise<boolean> {
  let changed = false;
  for (let step = 0; step < MOST_CATCH_UPS; step += 1) {
    const due = await firstDue(context.tx, context.cluster.clusterId);
    if (due === null || due >= instant) return changed;
    const collection = collectionAt(context.units, due);
    const wrote = await bringTo(context, collection, due, { cause: 'time', force: false, past: due });
    if (!wrote) return changed;
    changed = true;
  }
  return changed;
}

/** Makes the open rows say what holds at the instant; without `force` only if another overlay does than theirs. */
async function bringTo(
  { tx, cluster: { clusterId }, kind, catalog, remembered }: Context,
  collection: CollectionState,
  instant: Instant,
  { cause, force, past }: { readonly cause: Cause; readonly force: boolean; readonly past?: Instant },
): Promise<boolean> {
  const open = await loadOpenPosture(tx, clusterId);
  const sameOverlay = open.length > 0 && open.every((row) => row.staleDigest === collection.freshness.digest);
  if (sameOverlay && !force) {
    await extendPosture(tx, clusterId, collection.validUntil);
    return false;
  }
  // The rows that time alone ends were made with the version of then.
  const then =
    past === undefined ? undefined : { at: past, kubernetesVersion: open[0]?.kubernetesVersion ?? null };
  const input = await loadPostureInput(tx, { clusterId, kind }, collection, then);
  if (!sameOverlay) await recordOutages(tx, clusterId, collection.notFresh, instant);
  const stored = new Map(open.map((row) => [keyOf(row), row]));
  const { opening, keys, scopes } = nextRows(catalog, input, stored, remembered.of(clusterId));
  remembered.keep(clusterId, scopes);
  const replaced = opening.filter((row) => stored.has(keyOf(row)));
  const gone = open.filter((row) => !keys.has(keyOf(row)));
  const { validUntil } = collection;
  await writePosture(tx, clusterId, {
    close: [...replaced, ...gone],
    open: opening,
    instant,
    validUntil,
    cause,
  });
  await extendPosture(tx, clusterId, validUntil);
  return opening.length > 0 || gone.length > 0;
}
