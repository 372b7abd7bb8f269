import { podControl } from '../../pod-security/pod-control.js';
import { seeOptionalProfile } from '../../pod-security/profile.js';

const ANNOTATION = 'container.apparmor.security.beta.kubernetes.io/';

export const apparmorProfile = podControl({
  id: 'workload/apparmor-profile',
  title: 'No AppArmor profile is switched off',
  severity: 'medium',
  why: 'On nodes with AppArmor the default profile denies mounts and writes below /proc and /sys; Unconfined gives them back.',
  remedy:
    'Set appArmorProfile.type to RuntimeDefault or Localhost, or remove the profile and its annotations.',
  references: ['pss:appArmorProfile'],
  check: (pod, looks) => {
    for (const context of pod.contexts) seeOptionalProfile(looks, context, 'appArmorProfile');
    for (const name of pod.annotations.names())
      if (name.startsWith(ANNOTATION))
        looks.see(
          isConfined(pod.annotations.text(name) ?? ''),
          pod.annotations,
          name,
          'runtime/default or localhost/...',
        );
  },
});

/** The annotation counts even when there is no container of that name. */
const isConfined = (annotation: string): boolean =>
  annotation === '' || annotation === 'runtime/default' || annotation.startsWith('localhost/');
