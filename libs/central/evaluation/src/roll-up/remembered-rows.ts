import { hash } from 'node:crypto';
import type { ClusterId } from '@plimsoll/model';
import type { PostureInput, ScopeCounts } from '@plimsoll/posture';
import type { NewPosture, OpenPosture } from './posture-rows.repository.js';

/** A row without what only writing needs, so that much of a cluster fits in little memory. */
export type RowMark = Pick<NewPosture, 'namespace' | 'framework' | 'content' | 'kubernetesVersion'>;

/** What the rows of a scope came to, and what they are a function of. */
export interface RememberedScope {
  readonly signature: string;
  readonly rows: readonly RowMark[];
}

/** By namespace. */
export type RememberedScopes = ReadonlyMap<string, RememberedScope>;

const MOST_CLUSTERS = 32;
const NONE: RememberedScopes = new Map();

/**
 * What the scopes of clusters came to when they were rolled up last. A change moves few of them: the posture of the
 * others is not composed again. Only what is computed is remembered, never what is stored, so that a transaction that
 * was rolled back, or a row that another worker wrote, does no harm.
 */
export class RememberedRows {
  private readonly clusters = new Map<ClusterId, RememberedScopes>();

  of(clusterId: ClusterId): RememberedScopes {
    return this.clusters.get(clusterId) ?? NONE;
  }

  keep(clusterId: ClusterId, scopes: RememberedScopes): void {
    this.clusters.delete(clusterId);
    this.clusters.set(clusterId, scopes);
    const [oldest] = this.clusters.keys();
    if (this.clusters.size > MOST_CLUSTERS && oldest !== undefined) this.clusters.delete(oldest);
  }
}

/** Of the scopes of one input, in one catalogue: scopes with equal signatures have equal rows. */
export function signatures({
  kind,
  collection,
  kubernetesVersion,
  distribution,
}: PostureInput): (scope: ScopeCounts) => string {
  const complete = [...collection.complete].sort();
  const rest = JSON.stringify([kind, kubernetesVersion, distribution, complete, collection.freshness]);
  return ({ namespace, counts }) => {
    const lines = [...counts].map(
      ([control, { pass, fail, unknown, notApplicable, waived }]) =>
        `${control} ${pass} ${fail} ${unknown} ${notApplicable} ${waived}`,
    );
    return hash('sha256', [rest, namespace, ...lines.sort()].join('\n'), 'base64');
  };
}

/** A row that does not say with which version it was made is not replaced for that alone. */
export const differs = (stored: OpenPosture | undefined, row: RowMark): boolean =>
  stored?.content !== row.content ||
  (stored.kubernetesVersion !== null && stored.kubernetesVersion !== row.kubernetesVersion);

export const keyOf = (row: { readonly namespace: string; readonly framework: string }): string =>
  `${row.namespace}\0${row.framework}`;
