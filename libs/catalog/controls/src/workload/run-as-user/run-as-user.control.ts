import { versionedPodControl } from '../../pod-security/pod-control.js';
import { securityFields } from '../../pod-security/pod.js';

export const runAsUser = versionedPodControl({
  id: 'workload/run-as-user',
  title: 'Nobody asks for user 0',
  severity: 'medium',
  why: 'User 0 is root; a container that asks for it has the strongest user there is, whatever its image says.',
  remedy: 'Remove runAsUser: 0, or name another user; from Kubernetes 1.35 on hostUsers: false permits it.',
  references: ['pss:runAsUser'],
  since: 23,
  check: (pod, minor) =>
    minor >= 35 && pod.hasUserNamespace
      ? [pod.spec.at('hostUsers').look(true, 'false')]
      : securityFields(pod, 'runAsUser').map((field) => field.look(field.integer() !== 0, 'not 0')),
});
