import type { ClusterId } from '@plimsoll/model';
import type { Transaction } from '@plimsoll/store';
import { pointAt } from '../history/resolution.js';
import type { Instant } from '../instant.js';
import type { PostureCatalog } from '../posture-catalog.js';
import { FindingConditions, addFilter, addPosition } from './finding-filter.js';
import type { FindingFilter, FindingOrder } from './finding-filter.js';
import { FINDING_COLUMNS, findingOf } from './finding-row.js';
import type { Finding, FindingPosition, FindingRow } from './finding-row.js';
import { markStale } from './stale-findings.js';
import type { ShownFinding } from './stale-findings.js';

export interface FindingsQuery {
  readonly filter?: FindingFilter;
  /** Default: worst. */
  readonly order?: FindingOrder;
  /** Only what comes after it. */
  readonly after?: FindingPosition | undefined;
  readonly limit: number;
  readonly now: Instant;
  /** Default: now. */
  readonly asOf?: Instant | undefined;
}

const ORDER: Readonly<Record<FindingOrder, string>> = {
  worst: 'f.severity, f.opened_at desc, f.finding_id',
  newest: 'f.opened_at desc, f.finding_id',
};

/**
 * Open findings in the order `worst` are read from the partial index `findings_worst` as far as the page goes. Other
 * orders and the past sort what the filter leaves.
 */
export function findingsStatement(
  organizationId: string | null,
  catalog: PostureCatalog,
  query: FindingsQuery,
): { readonly sql: string; readonly parameters: readonly unknown[] } {
  const { filter = {}, order = 'worst', after, limit, now, asOf } = query;
  const at = asOf === undefined ? undefined : pointAt(now, asOf).at;
  const conditions = new FindingConditions(organizationId);
  addFilter(conditions, catalog, filter, at);
  addPosition(conditions, order, after);
  conditions.parameters.push(limit);
  const sql = `select ${FINDING_COLUMNS} from findings f where ${conditions.where}
order by ${ORDER[order]} limit $${conditions.parameters.length}`;
  return { sql, parameters: conditions.parameters };
}

/** A page of findings. Throws POSTURE_OUTSIDE_RETENTION, POSTURE_IN_FUTURE, POSTURE_FRAMEWORK_UNKNOWN. */
export async function findings(
  tx: Transaction,
  catalog: PostureCatalog,
  query: FindingsQuery,
): Promise<readonly ShownFinding[]> {
  const { sql, parameters } = findingsStatement(tx.organizationId, catalog, query);
  const rows = await tx.query<FindingRow>(sql, parameters);
  const { now, asOf } = query;
  return markStale(tx, catalog, rows.map(findingOf), { at: asOf ?? now, past: asOf !== undefined });
}

/** How many the filter leaves, counted up to a bound that keeps the question cheap. */
export async function countFindings(
  tx: Transaction,
  catalog: PostureCatalog,
  query: Omit<FindingsQuery, 'limit' | 'after' | 'order'>,
  bound = 10_000,
): Promise<{ readonly count: number; readonly exact: boolean }> {
  const at = query.asOf === undefined ? undefined : pointAt(query.now, query.asOf).at;
  const conditions = new FindingConditions(tx.organizationId);
  addFilter(conditions, catalog, query.filter ?? {}, at);
  conditions.parameters.push(bound + 1);
  const sql = `select count(*)::integer as count
from (select 1 from findings f where ${conditions.where} limit $${conditions.parameters.length}) counted`;
  const [row] = await tx.query<{ count: number }>(sql, conditions.parameters);
  const count = row?.count ?? 0;
  return count > bound ? { count: bound, exact: false } : { count, exact: true };
}

/** One probe of the primary key of `findings` per cluster of the organization, whose number is small. */
export const FINDING_BY_ID = /* sql */ `
select ${FINDING_COLUMNS} from clusters c cross join lateral (
  select * from findings
  where organization_id = $1 and cluster_id = c.cluster_id and finding_id = decode($2, 'hex')
) f
where c.organization_id = $1
order by f.opened_at desc limit $3`;

/** One probe of the primary key of `findings` each, for its newest interval. */
const NEWEST_OF = /* sql */ `
unnest($2::uuid[], $3::text[]) w(cluster_id, id) cross join lateral (
  select * from findings
  where organization_id = $1 and cluster_id = w.cluster_id and finding_id = decode(w.id, 'hex')
  order by opened_at desc limit 1
) f`;

export interface FindingKey {
  readonly clusterId: ClusterId;
  /** 32 hex digits. */
  readonly id: string;
}

export function findingsByKeyStatement(
  organizationId: string | null,
  catalog: PostureCatalog,
  keys: readonly FindingKey[],
  filter: FindingFilter,
): { readonly sql: string; readonly parameters: readonly unknown[] } {
  const conditions = new FindingConditions(organizationId);
  conditions.parameters.push(
    keys.map(({ clusterId }) => clusterId),
    keys.map(({ id }) => id),
  );
  addFilter(conditions, catalog, filter, undefined);
  const sql = `select ${FINDING_COLUMNS} from ${NEWEST_OF} where ${conditions.where}`;
  return { sql, parameters: conditions.parameters };
}

/** The findings as they are now, those of them that the filter leaves, in no order. Throws POSTURE_FRAMEWORK_UNKNOWN. */
export async function findingsByKey(
  tx: Transaction,
  catalog: PostureCatalog,
  keys: readonly FindingKey[],
  { filter = {}, now }: { readonly filter?: FindingFilter; readonly now: Instant },
): Promise<readonly ShownFinding[]> {
  if (keys.length === 0) return [];
  const { sql, parameters } = findingsByKeyStatement(tx.organizationId, catalog, keys, {
    ...filter,
    status: filter.status ?? 'all',
  });
  const rows = await tx.query<FindingRow>(sql, parameters);
  return markStale(tx, catalog, rows.map(findingOf), { at: now, past: false });
}

const KEPT_INTERVALS = 100;

/** A finding with its kept intervals, newest first; undefined for an id that the organization does not have. */
export async function findingById(
  tx: Transaction,
  catalog: PostureCatalog,
  id: string,
  now: Instant,
): Promise<{ readonly finding: ShownFinding; readonly intervals: readonly Finding[] } | undefined> {
  if (!/^[0-9a-f]{32}$/.test(id)) return undefined;
  const rows = await tx.query<FindingRow>(FINDING_BY_ID, [tx.organizationId, id, KEPT_INTERVALS]);
  const intervals = rows.map(findingOf);
  const [finding] = await markStale(tx, catalog, intervals.slice(0, 1), { at: now, past: false });
  return finding === undefined ? undefined : { finding, intervals };
}
