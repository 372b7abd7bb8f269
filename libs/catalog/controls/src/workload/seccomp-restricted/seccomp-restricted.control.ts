import { versionedPodControl } from '../../pod-security/pod-control.js';
import type { Looks } from '../../pod-security/looks.js';
import type { Pod } from '../../pod-security/pod.js';
import { seeProfile } from '../../pod-security/profile.js';

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
  check: (pod, looks, minor) => {
    if (pod.isWindows && minor >= 25)
      looks.see(true, pod.spec.at('os'), 'name', 'anything: Windows has no seccomp');
    else seeProfiles(pod, looks);
  },
});

/** A good profile of the pod serves containers that have none; a bad one fails whatever they say. */
function seeProfiles(pod: Pod, looks: Looks): void {
  const ofPod = pod.context.at('seccompProfile');
  if (ofPod.holdsObject()) seeProfile(looks, ofPod);
  for (const context of pod.containerContexts) {
    const profile = context.at('seccompProfile');
    if (profile.holdsObject() || !ofPod.holdsObject()) seeProfile(looks, profile);
  }
}
