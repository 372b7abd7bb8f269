import { versionedPodControl } from '../../pod-security/pod-control.js';
import { securityFields } from '../../pod-security/pod.js';
import type { Field, Look } from '../../pod-security/field.js';
import type { Pod } from '../../pod-security/pod.js';

export const seccompBaseline = versionedPodControl({
  id: 'workload/seccomp-baseline',
  title: 'No seccomp profile is switched off',
  severity: 'medium',
  why: 'Unconfined gives the container every system call of the kernel, also those that no service uses and most escapes do.',
  remedy: 'Set seccompProfile.type to RuntimeDefault or Localhost, or remove the profile.',
  references: ['pss:seccompProfile_baseline'],
  check: (pod, minor) =>
    minor < 19
      ? legacyAnnotations(pod).map((field) =>
          field.look(isConfinedAnnotation(field), 'runtime/default, docker/default or localhost/...'),
        )
      : securityFields(pod, 'seccompProfile').map(confined),
});

function confined(profile: Field): Look {
  const type = profile.at('type');
  const ok = !profile.holdsObject() || ['RuntimeDefault', 'Localhost'].includes(type.text() ?? '');
  return type.look(ok, 'RuntimeDefault or Localhost');
}

/** Before 1.19 the annotations counted, those of containers that exist only, and the fields did not. */
function legacyAnnotations(pod: Pod): readonly Field[] {
  const names = pod.containers.map(
    (container) => `container.seccomp.security.alpha.kubernetes.io/${container.at('name').text() ?? ''}`,
  );
  const counted = new Set(['seccomp.security.alpha.kubernetes.io/pod', ...names]);
  return pod.annotations
    .entries()
    .filter(({ key }) => counted.has(key))
    .map(({ field }) => field);
}

const isConfinedAnnotation = (field: Field): boolean => {
  const value = field.text() ?? '';
  return value === 'runtime/default' || value === 'docker/default' || value.startsWith('localhost/');
};
