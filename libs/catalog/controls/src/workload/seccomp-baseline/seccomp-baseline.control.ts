import { versionedPodControl } from '../../pod-security/pod-control.js';
import type { Looks } from '../../pod-security/looks.js';
import type { Pod } from '../../pod-security/pod.js';
import { seeOptionalProfile } from '../../pod-security/profile.js';

export const seccompBaseline = versionedPodControl({
  id: 'workload/seccomp-baseline',
  title: 'No seccomp profile is switched off',
  severity: 'medium',
  why: 'Unconfined gives the container every system call of the kernel, also those that no service uses and most escapes do.',
  remedy: 'Set seccompProfile.type to RuntimeDefault or Localhost, or remove the profile.',
  references: ['pss:seccompProfile_baseline'],
  check: (pod, looks, minor) => {
    if (minor < 19) seeLegacyAnnotations(pod, looks);
    else for (const context of pod.contexts) seeOptionalProfile(looks, context, 'seccompProfile');
  },
});

/** Before 1.19 the annotations counted, those of containers that exist only, and the fields did not. */
function seeLegacyAnnotations(pod: Pod, looks: Looks): void {
  const names = pod.containers.map(
    (container) => `container.seccomp.security.alpha.kubernetes.io/${container.text('name') ?? ''}`,
  );
  const counted = new Set(['seccomp.security.alpha.kubernetes.io/pod', ...names]);
  for (const name of pod.annotations.names())
    if (counted.has(name))
      looks.see(
        isConfined(pod.annotations.text(name) ?? ''),
        pod.annotations,
        name,
        'runtime/default, docker/default or localhost/...',
      );
}

const isConfined = (annotation: string): boolean =>
  annotation === 'runtime/default' || annotation === 'docker/default' || annotation.startsWith('localhost/');
