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
  const rulesOfKey = resolver(objects);
  return {
    rulesOf: (kind, namespace, name) =>
      rulesOfKey(named({ group: GROUP, kind, namespace: kind === 'ClusterRole' ? '' : namespace, name })),
  };
}

const named = ({ group, kind, namespace, name }: Subject): string =>
  subjectKey({ group, kind, namespace, name });

type Resolve = (key: string) => readonly RbacRule[] | undefined;

/**
 * Kubernetes' controller overwrites the rules of a role that aggregates with those of the roles it selects, and what
 * these select in turn arrives with its next rounds. But it never writes an empty list: a role that finds no rule at all
 * keeps its own.
 */
function resolver(objects: ReadonlyMap<string, JsonObject>): Resolve {
  const clusterRoles = [...objects]
    .filter(([key]) => key.startsWith(`${GROUP}/ClusterRole/`))
    .sort(([left], [right]) => (left < right ? -1 : 1));
  const ownRules = remembered((role: JsonObject) => readRules(role.rules));
  const reach = remembered((role: JsonObject) => reachable(role, clusterRoles));
  const keepsItsOwn = remembered(
    (role: JsonObject) =>
      aggregation(role) === undefined ||
      reach(role).every((other) => other === role || ownRules(other).length === 0),
  );
  const rulesOf = remembered((role: JsonObject) => {
    const roles = reach(role);
    const sources = roles.filter(keepsItsOwn);
    // A circle with nothing outside of it: whose rules go round depends on who was written first.
    return distinct((sources.length > 0 ? sources : roles).flatMap(ownRules));
  });
  return (key) => {
    const object = objects.get(key);
    return object && rulesOf(object);
  };
}

function remembered<Value>(work: (role: JsonObject) => Value): (role: JsonObject) => Value {
  const known = new Map<JsonObject, Value>();
  return (role) => {
    const found = known.get(role);
    if (found !== undefined) return found;
    const value = work(role);
    known.set(role, value);
    return value;
  };
}

/** The role, those that it aggregates, and those that these aggregate in turn. */
function reachable(role: JsonObject, clusterRoles: readonly [string, JsonObject][]): readonly JsonObject[] {
  const seen = new Set([role]);
  for (const one of seen) {
    const selectors = aggregation(one) ?? [];
    for (const [, candidate] of selectors.length > 0 ? clusterRoles : []) {
      const labels = member(candidate.metadata, 'labels');
      if (selectors.some((selector) => selects(selector, labels))) seen.add(candidate);
    }
  }
  return [...seen];
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
