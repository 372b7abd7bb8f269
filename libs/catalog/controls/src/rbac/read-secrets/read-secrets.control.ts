import { declareControl } from '../../declare.js';
import { BINDING_SOURCES, judgeRights, rights } from '../binding.js';

/** A rule that names the secrets it is for grants neither of them. */
const RIGHTS = rights(['get', 'list', 'watch'], { apiGroup: '', resource: 'secrets' });

export const readSecrets = declareControl({
  id: 'rbac/read-secrets',
  title: 'Bindings do not grant reading of all secrets',
  severity: 'high',
  why: 'Secrets hold the tokens and passwords of everything else; who reads all of a namespace or of the cluster can act as anybody there. Listing shows the contents too.',
  remedy: 'Name the secrets in resourceNames with the verb get, or mount them into the pods that need them.',
  references: ['kubescape:C-0015', 'kubescape:C-0186', 'cis-kubernetes-1.12:5.1.2'],
  subjects: BINDING_SOURCES,
  needs: [{ anyOf: BINDING_SOURCES }, { derived: 'effective-permissions' }],
  evaluate: (view) => judgeRights(view, RIGHTS),
});
