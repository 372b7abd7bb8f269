import { declareControl } from '../../declare.js';
import { BINDING_SOURCES, judgeRights, rights } from '../binding.js';

/** Everything of every group, or everything of the core group, from which the rest follows. */
const RIGHTS = ['*', ''].flatMap((apiGroup) => rights(['*'], { apiGroup, resource: '*' }));

export const clusterAdmin = declareControl({
  id: 'rbac/cluster-admin',
  title: 'Bindings do not grant everything',
  severity: 'high',
  why: 'A role with all verbs on all resources is the administrator of its namespace or of the cluster; whoever takes over one of its subjects needs nothing more.',
  remedy:
    'Bind a role that names the verbs and resources that are used; keep cluster-admin for an emergency account.',
  references: [
    'kubescape:C-0035',
    'kubescape:C-0185',
    'kubescape:C-0187',
    'cis-kubernetes-1.12:5.1.1',
    'cis-kubernetes-1.12:5.1.3',
  ],
  subjects: BINDING_SOURCES,
  needs: [{ anyOf: BINDING_SOURCES }, { derived: 'effective-permissions' }],
  evaluate: (view) => judgeRights(view, RIGHTS),
});
