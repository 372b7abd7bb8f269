import { podControl } from '../../pod-security/pod-control.js';
import { securityFields } from '../../pod-security/pod.js';
import type { Field, Look } from '../../pod-security/field.js';

const ANNOTATION = 'container.apparmor.security.beta.kubernetes.io/';

export const apparmorProfile = podControl({
  id: 'workload/apparmor-profile',
  title: 'No AppArmor profile is switched off',
  severity: 'medium',
  why: 'On nodes with AppArmor the default profile denies mounts and writes below /proc and /sys; Unconfined gives them back.',
  remedy:
    'Set appArmorProfile.type to RuntimeDefault or Localhost, or remove the profile and its annotations.',
  references: ['pss:appArmorProfile'],
  check: (pod) => [
    ...securityFields(pod, 'appArmorProfile').map(confined),
    ...pod.annotations
      .entries()
      .filter(({ key }) => key.startsWith(ANNOTATION))
      .map(({ field }) => field.look(isConfinedAnnotation(field), 'runtime/default or localhost/...')),
  ],
});

function confined(profile: Field): Look {
  const type = profile.at('type');
  const ok = !profile.holdsObject() || ['RuntimeDefault', 'Localhost'].includes(type.text() ?? '');
  return type.look(ok, 'RuntimeDefault or Localhost');
}

/** The annotation counts even when there is no container of that name. */
const isConfinedAnnotation = (field: Field): boolean => {
  const value = field.text() ?? '';
  return value === '' || value === 'runtime/default' || value.startsWith('localhost/');
};
