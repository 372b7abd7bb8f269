import { versionedPodControl } from '../../pod-security/pod-control.js';
import { securityFields } from '../../pod-security/pod.js';
import type { Look } from '../../pod-security/field.js';

const TYPES = ['', 'container_t', 'container_init_t', 'container_kvm_t'];
const TYPES_SINCE_31 = [...TYPES, 'container_engine_t'];

export const selinuxOptions = versionedPodControl({
  id: 'workload/selinux-options',
  title: 'SELinux options keep to the types of containers',
  severity: 'medium',
  why: 'Another SELinux type, or a user or role of its own choice, lifts the confinement that keeps a container from the files of the node.',
  remedy: 'Remove seLinuxOptions.user and .role, and use one of the container types; the level is free.',
  references: ['pss:seLinuxOptions'],
  check: (pod, minor) =>
    securityFields(pod, 'seLinuxOptions').flatMap((options): readonly Look[] => {
      const types = minor >= 31 ? TYPES_SINCE_31 : TYPES;
      const type = options.at('type');
      return [
        type.look(types.includes(type.text() ?? ''), `not set, or one of ${types.slice(1).join(', ')}`),
        ...[options.at('user'), options.at('role')].map((field) =>
          field.look((field.text() ?? '') === '', 'not set'),
        ),
      ];
    }),
});
