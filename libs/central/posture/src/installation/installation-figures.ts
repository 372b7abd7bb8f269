import { SEVERITIES } from '@plimsoll/model';
import type { OrganizationId, Severity } from '@plimsoll/model';
import type { Store, Transaction } from '@plimsoll/store';
import { millis } from '../instant.js';
import type { Instant } from '../instant.js';

/** Figures of all organizations together, for whoever operates the installation: no tenant can be told from them. */
export interface InstallationFigures {
  readonly clusters: Readonly<Record<'active' | 'archived' | 'deleting', number>>;
  /** Active ones whose facts, catalogue or dirty subjects wait for evaluation. */
  readonly behind: number;
  /** Whose agent has a stream open. */
  readonly connected: number;
  /** Active ones without a score in any framework. */
  readonly unscored: number;
  /** Whose agent is shut out since copies of its state are in use, and that did not enrol again yet. */
  readonly quarantined: number;
  readonly openFindings: Readonly<Record<Severity, number>>;
  /** When the oldest fact that no evaluation has covered changed; null: there is none. */
  readonly oldestUncovered: Instant | null;
}

/** One pass over `directory`, which holds a row a cluster and nothing large. */
export const CLUSTER_COUNTS = /* sql */ `
select organization_id as "organizationId", state, count(*)::integer as count,
       (count(*) filter (where dirty or covered_generation < generation))::integer as behind
from directory group by organization_id, state`;

/** By the partial index `findings_worst` alone. */
export const OPEN_FINDINGS = /* sql */ `
select severity, count(*)::integer as count from findings
where organization_id = $1 and closed_at is null group by severity`;

/** Clusters by their primary key, with a probe of the partial index `posture_open` each. */
export const UNSCORED = /* sql */ `
select (count(*) filter (where connected_stream is not null))::integer as connected,
  (count(*) filter (where not exists (
    select from posture p where p.organization_id = $1 and p.cluster_id = c.cluster_id and p.namespace = ''
      and p.closed_at is null and p.score is not null)))::integer as unscored
from clusters c where c.organization_id = $1 and c.state = 'active'`;

/** A row for each time that a cluster enrolled; enrolling again revokes the agents of before. */
export const QUARANTINED = /* sql */ `
select count(distinct cluster_id)::integer as count from agents
where organization_id = $1 and quarantined_at is not null and revoked_at is null`;

/** A probe of `facts_by_generation` for each cluster that is behind. */
export const OLDEST_UNCOVERED = /* sql */ `
select ${millis('min(f.changed_at)')} as oldest from directory d cross join lateral (
  select changed_at from facts where organization_id = $1 and cluster_id = d.cluster_id
    and generation > d.covered_generation order by generation limit 1
) f
where d.organization_id = $1 and d.state = 'active' and d.covered_generation < d.generation`;

interface ClusterCount {
  readonly organizationId: OrganizationId;
  readonly state: keyof InstallationFigures['clusters'];
  readonly count: number;
  readonly behind: number;
}

type OrganizationFigures = Omit<InstallationFigures, 'clusters' | 'behind'>;

/** One organization after the other, each in a transaction of its own that sees nothing else. */
export async function installationFigures(
  store: Pick<Store, 'transaction' | 'withoutOrganization'>,
): Promise<InstallationFigures> {
  const counts = await store.withoutOrganization((tx) => tx.query<ClusterCount>(CLUSTER_COUNTS));
  const clusters = { active: 0, archived: 0, deleting: 0 };
  for (const { state, count } of counts) clusters[state] += count;
  const active = counts.filter(({ state }) => state === 'active');
  let total = NONE;
  for (const organizationId of new Set(counts.map((row) => row.organizationId)))
    total = sum(total, await store.transaction(organizationId, figuresOfOrganization));
  return { clusters, behind: active.reduce((behind, row) => behind + row.behind, 0), ...total };
}

async function figuresOfOrganization(tx: Transaction): Promise<OrganizationFigures> {
  const scope = [tx.organizationId];
  const findings = await tx.query<{ severity: number; count: number }>(OPEN_FINDINGS, scope);
  const [counted] = await tx.query<{ connected: number; unscored: number }>(UNSCORED, scope);
  const [quarantined] = await tx.query<{ count: number }>(QUARANTINED, scope);
  const [uncovered] = await tx.query<{ oldest: Instant | null }>(OLDEST_UNCOVERED, scope);
  const of = (severity: Severity): number =>
    findings.find((row) => SEVERITIES[row.severity] === severity)?.count ?? 0;
  return {
    connected: counted?.connected ?? 0,
    unscored: counted?.unscored ?? 0,
    quarantined: quarantined?.count ?? 0,
    openFindings: perSeverity(of),
    oldestUncovered: uncovered?.oldest ?? null,
  };
}

const perSeverity = (of: (severity: Severity) => number): Record<Severity, number> => ({
  critical: of('critical'),
  high: of('high'),
  medium: of('medium'),
  low: of('low'),
});

const NONE: OrganizationFigures = {
  connected: 0,
  unscored: 0,
  quarantined: 0,
  openFindings: perSeverity(() => 0),
  oldestUncovered: null,
};

const sum = (left: OrganizationFigures, right: OrganizationFigures): OrganizationFigures => ({
  connected: left.connected + right.connected,
  unscored: left.unscored + right.unscored,
  quarantined: left.quarantined + right.quarantined,
  openFindings: perSeverity((severity) => left.openFindings[severity] + right.openFindings[severity]),
  oldestUncovered: earlier(left.oldestUncovered, right.oldestUncovered),
});

const earlier = (left: Instant | null, right: Instant | null): Instant | null =>
  left === null || right === null ? (left ?? right) : Math.min(left, right);
