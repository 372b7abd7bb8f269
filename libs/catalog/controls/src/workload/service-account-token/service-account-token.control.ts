import { podControl } from '../../pod-security/pod-control.js';

export const serviceAccountToken = podControl({
  id: 'workload/service-account-token',
  title: 'The pod declines the token of its service account',
  severity: 'medium',
  why: 'Unless the pod or its service account declines, every container finds a token for the API server; few services need one, every intruder uses it. Only the word of the pod itself holds whatever becomes of the service account.',
  remedy:
    'Set automountServiceAccountToken: false in the pod spec; a program that needs the API mounts a projected token of its own.',
  references: ['kubescape:C-0034', 'kubescape:C-0190', 'cis-kubernetes-1.12:5.1.6'],
  check: ({ spec }, looks) => {
    const declines = spec.flag('automountServiceAccountToken') === false;
    looks.see(declines, spec, 'automountServiceAccountToken', 'false');
  },
});
