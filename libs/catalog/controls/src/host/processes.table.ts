import { ON_KUBERNETES } from '../settings/conditions.js';
import type { FactRow } from '../settings/fact-control.js';
import { exactly } from '../settings/rule.js';

const SOURCE = 'host/processes';
const NOT_COUNTED = { unknown: 'processes were not counted' };

/** How processes of pods are confined, whatever their manifests say. */
export const PROCESSES: readonly FactRow[] = [
  {
    id: 'host/pods-seccomp',
    source: SOURCE,
    key: 'pods.seccomp-disabled',
    title: 'Every process of a pod has a filter of system calls',
    severity: 'high',
    why: 'What runs without a filter reaches every system call of the kernel, and its flaws.',
    remedy:
      'Set `seccompProfile.type: RuntimeDefault` in the pods that the fact pods.seccomp-disabled.names names, or `seccompDefault: true` in the configuration of the kubelet. Pods of the network and of storage are often privileged on purpose: waive it for those nodes.',
    references: ['kubernetes:seccomp'],
    rule: exactly(0),
    absent: NOT_COUNTED,
    only: [ON_KUBERNETES],
  },
  {
    id: 'host/pods-capabilities',
    source: SOURCE,
    key: 'pods.sys-admin',
    title: 'No process of a pod may administrate the host',
    severity: 'high',
    why: 'With CAP_SYS_ADMIN a process of a container mounts, and leaves the container.',
    remedy:
      'Take `privileged: true` and the capability SYS_ADMIN from the pods that the fact pods.sys-admin.names names. Pods of the network and of storage often need it: waive it for those nodes.',
    references: ['kubernetes:capabilities'],
    rule: exactly(0),
    absent: NOT_COUNTED,
    only: [ON_KUBERNETES],
  },
  {
    id: 'host/pods-confined',
    source: SOURCE,
    key: 'pods.unconfined',
    title: 'Every process of a pod is confined by a security module',
    severity: 'medium',
    why: 'What no profile of AppArmor and no type of SELinux confines, meets no border behind that of the container.',
    remedy:
      'Set `appArmorProfile.type: RuntimeDefault`, or the SELinux type of containers, in the pods that the fact pods.unconfined.names names.',
    references: ['kubernetes:apparmor'],
    rule: exactly(0),
    absent: { notApplicable: 'no security module names processes on this host, which is judged on its own' },
    only: [ON_KUBERNETES],
  },
  {
    id: 'host/pods-runtime-socket',
    source: SOURCE,
    key: 'pods.runtime-socket',
    title: 'No pod holds the socket of the container runtime',
    severity: 'high',
    why: 'Whoever writes to it starts a privileged container, and so is root of the node.',
    remedy: 'Find it: `grep -l containerd.sock /proc/*/mountinfo`, and take the hostPath from the pod.',
    references: ['cis-docker:5.32', 'bottlerocket:security-guidance'],
    rule: exactly(0),
    absent: NOT_COUNTED,
    only: [ON_KUBERNETES],
  },
  {
    id: 'host/pods-host-root',
    source: SOURCE,
    key: 'pods.host-root',
    title: 'No pod holds the root of the host',
    severity: 'high',
    why: 'Every file of the node, and the secrets of all its pods, lie below it.',
    remedy:
      'Take the hostPath `/` from the pods that have it; agents that only look need `/proc` and `/etc` at most.',
    references: ['pss-baseline:hostPathVolumes'],
    rule: exactly(0),
    absent: NOT_COUNTED,
    only: [ON_KUBERNETES],
  },
  {
    id: 'host/pods-host-proc',
    source: SOURCE,
    key: 'pods.host-proc',
    title: "No pod holds the host's /proc",
    severity: 'medium',
    why: 'It shows the command lines of all processes, and who may write to it changes the kernel.',
    remedy:
      'Take the hostPath `/proc` from pods that can do without; agents of monitoring need it, read-only: waive it for them.',
    references: ['pss-baseline:hostPathVolumes'],
    rule: exactly(0),
    absent: NOT_COUNTED,
    only: [ON_KUBERNETES],
  },
];
