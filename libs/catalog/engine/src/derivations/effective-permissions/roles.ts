import { subjectKey, type Fact, type JsonObject, type JsonValue, type Subject } from '@plimsoll/model';
import { items, member } from '../../json-access.js';
import { selects } from './label-selector.js';
import { readRules, type RbacRule } from './rbac.js';

const GROUP = 'rbac.authorization.k8s.io';

/** The rules of every role by name, aggregation resolved. */
export interface Roles {
  /** undefined when there is no such role. A Role is looked up in its namespace, a ClusterRole in ''. */
  readonly rulesOf: (kind: string, namespace: string, name: string) => readonly RbacRule[] | undefined;
}

/** `facts` in any order; of several of one name the first counts. */
export function resolveRoles(facts: readonly Fact[]): Roles {
  const objects = new Map<string, JsonObject>();
  for (const { subject, body } of facts) {
    const key = named(subject);
    if (body.shape === 'object' && !objects.has(key)) objects.set(key, body.object);
  }
  const resolved = new Map<string, readonly RbacRule[]>();
  const clusterRoles = [...objects]
    .filter(([key]) => key.startsWith(`${GROUP}/ClusterRole/`))
    .sort(([left], [right]) => (left < right ? -1 : 1));
  const rulesOf: Roles['rulesOf'] = (kind, namespace, name) => {
    const key = named({ group: GROUP, kind, namespace: kind === 'ClusterRole' ? '' : namespace, name });
    const known = resolved.get(key);
    const object = objects.get(key);
    if (known || object === undefined) return known;
    const rules = distinct(reachable(key, object, clusterRoles).flatMap((role) => readRules(role.rules)));
    resolved.set(key, rules);
    return rules;
  };
  return { rulesOf };
}

const named = ({ group, kind, namespace, name }: Subject): string =>
  subjectKey({ group, kind, namespace, name });

/**
 * The roles whose own rules make up a role. Kubernetes' controller overwrites the rules of a role that aggregates with
 * those of the roles it selects, and what these select in turn arrives with its next rounds.
 */
function reachable(
  key: string,
  object: JsonObject,
  clusterRoles: readonly [string, JsonObject][],
): JsonObject[] {
  const seen = new Set([key]);
  const queue = [object];
  const own: JsonObject[] = [];
  for (let role = queue.pop(); role !== undefined; role = queue.pop()) {
    const selectors = aggregation(role);
    if (selectors === undefined) own.push(role);
    for (const [other, candidate] of selectors ? clusterRoles : []) {
      if (
        seen.has(other) ||
        !selectors?.some((selector) => selects(selector, member(candidate.metadata, 'labels')))
      )
        continue;
      seen.add(other);
      queue.push(candidate);
    }
  }
  return own;
}

const aggregation = (role: JsonObject): readonly JsonValue[] | undefined =>
  member(role, 'aggregationRule') === undefined || member(role, 'aggregationRule') === null
    ? undefined
    : items(member(role.aggregationRule, 'clusterRoleSelectors'));

/** Each rule once, in an order that depends on nothing but the rules. */
function distinct(rules: readonly RbacRule[]): RbacRule[] {
  const byText = new Map(rules.map((rule) => [JSON.stringify(rule), rule]));
  return [...byText.keys()].sort().flatMap((key) => byText.get(key) ?? []);
}
