import type { JsonObject } from '@plimsoll/model';
import type { Random } from '../random.js';
import type { Habits } from './habits.js';
import { metadata } from './metadata.js';

const RBAC = 'rbac.authorization.k8s.io';

function rules(random: Random, habits: Habits): readonly JsonObject[] {
  if (random.chance(habits.leastPrivilege))
    return [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list', 'watch'] }];
  return [
    random.pick<JsonObject>([
      { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
      { apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list'] },
      { apiGroups: [''], resources: ['pods', 'pods/exec'], verbs: ['get', 'create'] },
      { apiGroups: [RBAC], resources: ['clusterroles'], verbs: ['escalate', 'bind'] },
    ]),
  ];
}

/** A service account with a role and its binding, in the namespace or, now and then, over the whole cluster. */
export function access(
  random: Random,
  habits: Habits,
  namespace: string,
  index: number,
): readonly JsonObject[] {
  const name = `app-${index}`;
  const wide = !random.chance(habits.leastPrivilege);
  const scope = wide ? '' : namespace;
  return [
    {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: metadata(random, name, namespace),
      automountServiceAccountToken: !random.chance(habits.leastPrivilege),
    },
    {
      apiVersion: `${RBAC}/v1`,
      kind: wide ? 'ClusterRole' : 'Role',
      metadata: metadata(random, `${namespace}-${name}`, scope),
      rules: rules(random, habits),
    },
    {
      apiVersion: `${RBAC}/v1`,
      kind: wide ? 'ClusterRoleBinding' : 'RoleBinding',
      metadata: metadata(random, `${namespace}-${name}`, scope),
      roleRef: { apiGroup: RBAC, kind: wide ? 'ClusterRole' : 'Role', name: `${namespace}-${name}` },
      subjects: [{ kind: 'ServiceAccount', name, namespace }],
    },
  ];
}
