import { versionedPodControl } from '../../pod-security/pod-control.js';
import type { Field, Look } from '../../pod-security/field.js';
import type { Pod } from '../../pod-security/pod.js';

export const seccompRestricted = versionedPodControl({
  id: 'workload/seccomp-restricted',
  title: 'Every container has a seccomp profile',
  severity: 'medium',
  why: 'Without a profile a container may use every system call of the kernel, also those that no service uses and most escapes do.',
  remedy: 'Set securityContext.seccompProfile.type of the pod to RuntimeDefault.',
  references: [
    'pss:seccompProfile_restricted',
    'kubescape:C-0055',
    'kubescape:C-0210',
    'cis-kubernetes-1.12:5.6.2',
  ],
  since: 19,
  check: (pod, minor) =>
    pod.isWindows && minor >= 25
      ? [pod.spec.at('os').at('name').look(true, 'anything: Windows has no seccomp')]
      : profiles(pod),
});

/** A good profile of the pod serves containers that have none; a bad one fails whatever they say. */
function profiles(pod: Pod): readonly Look[] {
  const ofPod = pod.spec.at('securityContext').at('seccompProfile');
  const ofContainers = pod.containers
    .map((container) => container.at('securityContext').at('seccompProfile'))
    .filter((profile) => profile.holdsObject() || !ofPod.holdsObject());
  return [...(ofPod.holdsObject() ? [ofPod] : []), ...ofContainers].map(confined);
}

function confined(profile: Field): Look {
  const type = profile.at('type');
  return type.look(
    ['RuntimeDefault', 'Localhost'].includes(type.text() ?? ''),
    'RuntimeDefault or Localhost',
  );
}
