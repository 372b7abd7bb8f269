import { podControl } from '../../pod-security/pod-control.js';

const ALLOWED: ReadonlySet<string | undefined> = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]);
const WANTED = `one of ${[...ALLOWED].join(', ')}`;

export const capabilitiesBaseline = podControl({
  id: 'workload/capabilities-baseline',
  title: 'Containers add no capability beyond the usual ones',
  severity: 'high',
  why: 'Capabilities such as SYS_ADMIN, NET_ADMIN or SYS_PTRACE are a way out of the container, or let it listen in on its neighbours.',
  remedy:
    'Remove the capability from securityContext.capabilities.add. Names are written in capitals and without CAP_.',
  references: ['pss:capabilities_baseline', 'kubescape:C-0046'],
  check: (pod, looks) => {
    for (const context of pod.containerContexts)
      for (const added of context.at('capabilities').items('add'))
        looks.seeItself(ALLOWED.has(added.text()), added, WANTED);
  },
});
