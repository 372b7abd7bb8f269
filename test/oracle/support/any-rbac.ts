import type { JsonObject } from '@plimsoll/model';
import fc from 'fast-check';
import { oneOf, present } from './sometimes.js';

export const API = 'rbac.authorization.k8s.io';

/** The names that one comparison works with; other objects of the cluster stay out of its way. */
export interface Scope {
  readonly prefix: string;
  readonly namespaces: readonly string[];
}

export const VERBS = ['get', 'list', 'create', 'delete', 'deletecollection', 'impersonate', 'GET'];
export const GROUPS = ['', 'apps', 'metrics.k8s.io'];
export const RESOURCES = ['pods', 'secrets', 'deployments', 'Pods', 'pods/exec', ''];
export const SUBRESOURCES = ['', 'exec', 'log', 'scale', '*', 'exec/more'];
export const OBJECT_NAMES = ['', 'one', 'two', '*'];
export const PATHS = [
  '/healthz',
  '/healthz/',
  '/healthz/ping',
  '/metrics',
  '/metricsx',
  '/',
  '*',
  'metrics',
  '/x*',
];

const RULE_RESOURCES = (
  'pods secrets deployments pods/exec pods/* */exec */scale deployments/scale Pods */* */ pods/exec/more ' +
  '*/exec/more pods/ '
).split(' '); // the last one is ''
const RULE_URLS = [
  '/healthz',
  '/healthz/*',
  '/healthz*',
  '/metrics',
  '/m**',
  '/x*',
  'metrics',
  '/*/ping',
  '',
  '/**',
];

/** Some of these, and the wildcard in few cases. */
const some = (values: readonly string[], most: number): fc.Arbitrary<string[]> =>
  fc.oneof(
    { weight: 10, arbitrary: fc.subarray([...values], { minLength: 1, maxLength: most }) },
    { weight: 1, arbitrary: oneOf(['*']) },
  );

const resourceRule = (): fc.Arbitrary<JsonObject> =>
  fc.record({
    verbs: some(VERBS, 3),
    apiGroups: some(GROUPS, 2),
    resources: some(RULE_RESOURCES, 3),
    resourceNames: fc.oneof(
      { weight: 3, arbitrary: oneOf<string[]>([]) },
      { weight: 1, arbitrary: fc.subarray(OBJECT_NAMES, { minLength: 1 }) },
    ),
  });

const pathRule = (): fc.Arbitrary<JsonObject> =>
  fc.record({ verbs: some(VERBS, 3), nonResourceURLs: some(RULE_URLS, 2) });

const rules = (cluster: boolean): fc.Arbitrary<JsonObject[]> =>
  fc.array(
    cluster
      ? fc.oneof({ weight: 3, arbitrary: resourceRule() }, { weight: 1, arbitrary: pathRule() })
      : resourceRule(),
    {
      maxLength: 3,
    },
  );

export const CLUSTER_ROLES = 24;
const ROLES = 6;
/** The last cluster roles aggregate: each the ones below it by its own label, two of them each other. */
const AGGREGATES = 8;

const labelKey = ({ prefix }: Scope): string => `${prefix}.example/into`;

function selector(scope: Scope, at: number): fc.Arbitrary<JsonObject> {
  const key = labelKey(scope);
  const wanted = `a${at}`;
  return oneOf<JsonObject>(
    { matchLabels: { [key]: wanted } },
    { matchExpressions: [{ key, operator: 'In', values: [wanted, 'a0'] }] },
    { matchLabels: { [key]: wanted }, matchExpressions: [{ key, operator: 'Exists' }] },
    {
      matchExpressions: [
        { key, operator: 'Exists' },
        {
          key,
          operator: 'NotIn',
          values: Array.from({ length: AGGREGATES }, (_, other) => `a${other}`).filter(
            (other) => other !== wanted,
          ),
        },
      ],
    },
  );
}

export function anyClusterRole(scope: Scope, index: number): fc.Arbitrary<JsonObject> {
  const at = index - (CLUSTER_ROLES - AGGREGATES);
  // Into those that aggregate and come later, so that only the last two, which have no rules of their own, form a circle.
  const later = Array.from({ length: AGGREGATES }, (_, other) => other).filter((other) => other > at);
  const into = at === AGGREGATES - 1 ? oneOf(AGGREGATES - 2) : oneOf(...later);
  const circle = at >= AGGREGATES - 2;
  return fc
    .record({
      rules: circle ? oneOf<JsonObject[]>([]) : rules(true),
      into,
      labelled: fc.boolean(),
      selectors: fc.array(selector(scope, Math.max(at, 0)), { minLength: 1, maxLength: 2 }),
    })
    .map(({ rules: own, into: target, labelled, selectors }) =>
      present({
        apiVersion: `${API}/v1`,
        kind: 'ClusterRole',
        metadata: {
          name: `${scope.prefix}-${index}`,
          labels: {
            oracle: scope.prefix,
            ...(labelled || circle ? { [labelKey(scope)]: `a${target}` } : {}),
          },
        },
        rules: own,
        aggregationRule: at < 0 ? undefined : { clusterRoleSelectors: selectors },
      }),
    );
}

export const anyRole = (scope: Scope, namespace: string, index: number): fc.Arbitrary<JsonObject> =>
  rules(false).map((own) => ({
    apiVersion: `${API}/v1`,
    kind: 'Role',
    metadata: { name: `${scope.prefix}-${index}`, namespace },
    rules: own,
  }));

const ACCOUNTS = ['a', 'b', 'default'];
export const USERS = ['jane', 'JANE', 'system:anonymous', '*'];
export const USER_GROUPS = ['team', 'other', '*'];

/** Everybody's own name, so that the cluster's other objects do not bind them. */
const own = ({ prefix }: Scope, name: string): string =>
  name.startsWith('system:') ? name : `${prefix}:${name}`;

const subject = (scope: Scope): fc.Arbitrary<JsonObject> => {
  const account = fc.record({ namespace: oneOf(...scope.namespaces), name: oneOf(...ACCOUNTS) });
  const of = (kind: string, name: string): JsonObject => ({ apiGroup: API, kind, name });
  return fc.oneof(
    { weight: 4, arbitrary: account.map((one): JsonObject => ({ kind: 'ServiceAccount', ...one })) },
    { weight: 3, arbitrary: oneOf(...USERS).map((name) => of('User', own(scope, name))) },
    { weight: 2, arbitrary: oneOf(...USER_GROUPS).map((name) => of('Group', own(scope, name))) },
    {
      weight: 1,
      arbitrary: account.map(({ namespace, name }) =>
        of('User', `system:serviceaccount:${namespace}:${name}`),
      ),
    },
    {
      weight: 1,
      arbitrary: oneOf(...scope.namespaces).map((name) => of('Group', `system:serviceaccounts:${name}`)),
    },
  );
};

export const anyBinding = (scope: Scope, namespace: string, index: number): fc.Arbitrary<JsonObject> =>
  fc
    .record({
      subjects: fc.array(subject(scope), { maxLength: 4 }),
      toRole: namespace === '' ? oneOf(false) : fc.boolean(),
      role: fc.integer({ min: 0, max: CLUSTER_ROLES }), // the last one does not exist
    })
    .map(({ subjects, toRole, role }) => ({
      apiVersion: `${API}/v1`,
      kind: namespace === '' ? 'ClusterRoleBinding' : 'RoleBinding',
      metadata: present({
        name: `${scope.prefix}-${index}`,
        namespace: namespace === '' ? undefined : namespace,
        labels: { oracle: scope.prefix },
      }),
      roleRef: {
        apiGroup: API,
        kind: toRole ? 'Role' : 'ClusterRole',
        name: `${scope.prefix}-${toRole ? role % (ROLES + 1) : role}`,
      },
      subjects,
    }));

/**
 * Whether it is in the circle. Kubernetes' controller never forgets what went round in a circle once, also when no role
 * outside of it grants that any more, so these have to come when the others have their final rules.
 */
export const isInCircle = ({ kind, metadata }: JsonObject): boolean =>
  kind === 'ClusterRole' && Number(/\d+$/.exec(String(Object(metadata).name))) >= CLUSTER_ROLES - 2;

/** Roles and bindings of a comparison: those of the cluster and of each of its namespaces. */
export function anyRbac(scope: Scope): fc.Arbitrary<readonly JsonObject[]> {
  const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
  return fc.tuple(
    ...numbers(CLUSTER_ROLES).map((index) => anyClusterRole(scope, index)),
    ...scope.namespaces.flatMap((namespace) =>
      numbers(ROLES).map((index) => anyRole(scope, namespace, index)),
    ),
    ...numbers(16).map((index) => anyBinding(scope, '', index)),
    ...scope.namespaces.flatMap((namespace) =>
      numbers(16).map((index) => anyBinding(scope, namespace, index)),
    ),
  );
}

/** Who asks: an account of a namespace, or a user with groups. */
export type Asker =
  | { readonly account: { readonly namespace: string; readonly name: string } }
  | { readonly user: string; readonly groups: readonly string[] };

export const anyAsker = (scope: Scope): fc.Arbitrary<Asker> =>
  fc.oneof(
    fc.record({ account: fc.record({ namespace: oneOf(...scope.namespaces), name: oneOf(...ACCOUNTS) }) }),
    fc.record({
      user: oneOf(...USERS).map((name) => own(scope, name)),
      groups: fc
        .subarray(USER_GROUPS)
        .map((groups) => [...groups.map((name) => own(scope, name)), 'system:authenticated']),
    }),
  );
