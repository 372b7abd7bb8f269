import { versionedPodControl } from '../../pod-security/pod-control.js';

export const runAsUser = versionedPodControl({
  id: 'workload/run-as-user',
  title: 'Nobody asks for user 0',
  severity: 'medium',
  why: 'User 0 is root; a container that asks for it has the strongest user there is, whatever its image says.',
  remedy: 'Remove runAsUser: 0, or name another user; from Kubernetes 1.35 on hostUsers: false permits it.',
  references: ['pss:runAsUser'],
  since: 23,
  check: (pod, looks, minor) => {
    if (minor >= 35 && pod.hasUserNamespace) looks.see(true, pod.spec, 'hostUsers', 'false');
    else
      for (const context of pod.contexts)
        looks.see(context.integer('runAsUser') !== 0, context, 'runAsUser', 'not 0');
  },
});
