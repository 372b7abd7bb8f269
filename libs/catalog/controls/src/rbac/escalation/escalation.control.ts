import { declareControl } from '../../declare.js';
import { BINDING_SOURCES, judgeRights, rights } from '../binding.js';

const RBAC = 'rbac.authorization.k8s.io';
const RIGHTS = [
  ...['roles', 'clusterroles'].flatMap((resource) =>
    rights(['escalate', 'bind'], { apiGroup: RBAC, resource, resourceName: { any: true } }),
  ),
  ...['users', 'groups', 'serviceaccounts'].flatMap((resource) =>
    rights(['impersonate'], { apiGroup: '', resource, resourceName: { any: true } }),
  ),
];

export const escalation = declareControl({
  id: 'rbac/escalation',
  title: 'Bindings do not let their subjects raise their own rights',
  severity: 'medium',
  why: 'The verbs escalate, bind and impersonate lift the rule that nobody grants what he does not have: with one of them a subject makes itself anything.',
  remedy: 'Remove these verbs from the role; where a controller needs bind, name the roles in resourceNames.',
  references: ['kubescape:C-0191', 'kubescape:C-0065', 'cis-kubernetes-1.12:5.1.8'],
  subjects: BINDING_SOURCES,
  needs: [{ anyOf: BINDING_SOURCES }, { derived: 'effective-permissions' }],
  evaluate: (view) => judgeRights(view, RIGHTS),
});
