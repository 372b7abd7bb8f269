import type { ClusterId, ControlId, FrameworkId, Severity, SubjectKey } from '@plimsoll/model';
import { inForce, timestamp } from '../instant.js';
import type { Instant } from '../instant.js';
import type { PostureCatalog } from '../posture-catalog.js';
import { severityNumber } from './finding-row.js';
import type { FindingPosition } from './finding-row.js';

/** All that are given must hold; a list holds when one of it does. */
export interface FindingFilter {
  readonly clusters?: readonly ClusterId[] | undefined;
  readonly namespaces?: readonly string[] | undefined;
  readonly subjects?: readonly SubjectKey[] | undefined;
  readonly controls?: readonly ControlId[] | undefined;
  /** Findings of controls that a requirement of the framework maps to. */
  readonly framework?: FrameworkId | undefined;
  readonly severities?: readonly Severity[] | undefined;
  readonly verdicts?: readonly ('fail' | 'unknown')[] | undefined;
  /** Whose present interval opened at or after it. */
  readonly openedSince?: Instant | undefined;
  /** At the instant that is asked for. Default: open. */
  readonly status?: 'open' | 'closed' | 'all' | undefined;
}

/** worst: by severity, then newest. newest: by opening alone. */
export type FindingOrder = 'worst' | 'newest';

/** Conditions on `findings f` with their parameters; $1 is the organization. */
export class FindingConditions {
  readonly parameters: unknown[];
  readonly conditions: string[] = ['f.organization_id = $1'];

  constructor(organizationId: string | null) {
    this.parameters = [organizationId];
  }

  add(condition: (parameter: string) => string, value: unknown): void {
    if (value === undefined) return;
    this.parameters.push(value);
    this.conditions.push(condition(`$${this.parameters.length}`));
  }

  get where(): string {
    return this.conditions.join('\n  and ');
  }
}

export function addFilter(
  conditions: FindingConditions,
  catalog: PostureCatalog,
  filter: FindingFilter,
  asOf: Instant | undefined,
): void {
  addStatus(conditions, filter.status ?? 'open', asOf);
  conditions.add((p) => `f.cluster_id = any(${p}::uuid[])`, filter.clusters);
  conditions.add((p) => `f.namespace = any(${p}::text[])`, filter.namespaces);
  conditions.add((p) => `f.subject_key = any(${p}::text[])`, filter.subjects);
  conditions.add((p) => `f.control = any(${p}::text[])`, filter.controls);
  conditions.add((p) => `f.control = any(${p}::text[])`, controlsOf(catalog, filter.framework));
  conditions.add((p) => `f.severity = any(${p}::smallint[])`, filter.severities?.map(severityNumber));
  conditions.add((p) => `f.verdict = any(${p}::text[])`, filter.verdicts);
  conditions.add(
    (p) => `f.opened_at >= ${p}::timestamptz`,
    filter.openedSince === undefined ? undefined : timestamp(filter.openedSince),
  );
}

function addStatus(
  conditions: FindingConditions,
  status: 'open' | 'closed' | 'all',
  asOf: Instant | undefined,
): void {
  if (asOf === undefined) {
    if (status !== 'all') conditions.conditions.push(`f.closed_at is ${status === 'open' ? '' : 'not '}null`);
    return;
  }
  const at = timestamp(asOf);
  if (status === 'open') conditions.add((p) => `(${inForce('f', p)})`, at);
  else if (status === 'closed') conditions.add((p) => `f.closed_at <= ${p}::timestamptz`, at);
  else conditions.add((p) => `f.opened_at <= ${p}::timestamptz`, at);
}

function controlsOf(
  catalog: PostureCatalog,
  framework: FrameworkId | undefined,
): readonly ControlId[] | undefined {
  if (framework === undefined) return undefined;
  const mapped = catalog
    .framework(framework)
    .requirements.flatMap(({ controls }) => controls.map(({ control }) => control));
  return [...new Set(mapped)];
}

/** Rows after the position; the first condition of `worst` lets the index skip what is worse. */
export function addPosition(
  conditions: FindingConditions,
  order: FindingOrder,
  after: FindingPosition | undefined,
): void {
  if (after === undefined) return;
  const first = conditions.parameters.length + 1;
  conditions.parameters.push(after.severity, after.openedAt, after.id);
  const [severity, opened, id] = [
    `$${first}::smallint`,
    `$${first + 1}::timestamptz`,
    `decode($${first + 2}, 'hex')`,
  ];
  const later = `(f.opened_at < ${opened} or (f.opened_at = ${opened} and f.finding_id > ${id}))`;
  conditions.conditions.push(
    order === 'worst'
      ? `f.severity >= ${severity} and (f.severity > ${severity} or ${later})`
      : `f.opened_at <= ${opened} and ${severity} is not null and ${later}`,
  );
}
