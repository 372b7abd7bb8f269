import { versionedPodControl } from '../../pod-security/pod-control.js';
import type { Field } from '../../pod-security/field.js';
import type { Looks } from '../../pod-security/looks.js';

const TYPES = ['', 'container_t', 'container_init_t', 'container_kvm_t'];
const TYPES_SINCE_31 = [...TYPES, 'container_engine_t'];
const wantedOf = (types: readonly string[]): string => `not set, or one of ${types.slice(1).join(', ')}`;
const WANTED = wantedOf(TYPES);
const WANTED_SINCE_31 = wantedOf(TYPES_SINCE_31);

export const selinuxOptions = versionedPodControl({
  id: 'workload/selinux-options',
  title: 'SELinux options keep to the types of containers',
  severity: 'medium',
  why: 'Another SELinux type, or a user or role of its own choice, lifts the confinement that keeps a container from the files of the node.',
  remedy: 'Remove seLinuxOptions.user and .role, and use one of the container types; the level is free.',
  references: ['pss:seLinuxOptions'],
  check: (pod, looks, minor) => {
    const types = minor >= 31 ? TYPES_SINCE_31 : TYPES;
    const wanted = minor >= 31 ? WANTED_SINCE_31 : WANTED;
    for (const context of pod.contexts) {
      const options = context.at('seLinuxOptions');
      looks.see(types.includes(options.text('type') ?? ''), options, 'type', wanted);
      seeNone(options, 'user', looks);
      seeNone(options, 'role', looks);
    }
  },
});

function seeNone(options: Field, name: string, looks: Looks): void {
  looks.see((options.text(name) ?? '') === '', options, name, 'not set');
}
