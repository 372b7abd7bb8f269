import { declareControl } from '../../declare.js';
import { passOrFail } from '../../judgement.js';
import { POD_SOURCES } from '../../pod-security/pod.js';

export const defaultNamespace = declareControl({
  id: 'workload/default-namespace',
  title: 'Workloads have a namespace of their own, not default',
  severity: 'low',
  why: 'Rights, quotas, network policies and Pod Security levels are given to namespaces; in default everything that was put nowhere else shares them.',
  remedy: 'Make a namespace for the application and set metadata.namespace.',
  references: ['kubescape:C-0061', 'kubescape:C-0212', 'cis-kubernetes-1.12:5.6.4'],
  subjects: POD_SOURCES,
  needs: [{ anyOf: POD_SOURCES }],
  evaluate: ({ subject: { namespace } }) => {
    if (namespace === '')
      return {
        verdict: 'unknown',
        reason: 'not-collected',
        detail: 'the namespace is left to whoever applies the manifest',
      };
    return passOrFail(namespace !== 'default', [
      { path: 'metadata.namespace', value: namespace, wanted: 'not default' },
    ]);
  },
});
