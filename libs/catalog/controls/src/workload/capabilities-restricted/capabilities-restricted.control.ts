import { versionedPodControl } from '../../pod-security/pod-control.js';
import type { Field } from '../../pod-security/field.js';
import type { Looks } from '../../pod-security/looks.js';

export const capabilitiesRestricted = versionedPodControl({
  id: 'workload/capabilities-restricted',
  title: 'Containers drop all capabilities and take back at most port binding',
  severity: 'medium',
  why: 'The capabilities that a container has by default suffice to forge packets of its neighbours and to change owners of files; hardly any service needs one.',
  remedy:
    'Set securityContext.capabilities.drop to [ALL] in every container, and add at most NET_BIND_SERVICE.',
  references: [
    'pss:capabilities_restricted',
    'plimsoll:X-038',
    'cis-kubernetes-1.12:5.2.8',
    'cis-kubernetes-1.12:5.2.9',
  ],
  since: 22,
  check: (pod, looks, minor) => {
    if (pod.isWindows && minor >= 25)
      looks.see(true, pod.spec.at('os'), 'name', 'anything: Windows has no capabilities');
    else for (const context of pod.containerContexts) dropsAllAndAddsLittle(context, looks);
  },
});

function dropsAllAndAddsLittle(context: Field, looks: Looks): void {
  const capabilities = context.at('capabilities');
  const dropsAll = capabilities.items('drop').some((item) => item.text() === 'ALL');
  looks.see(dropsAll, capabilities, 'drop', 'contains ALL');
  for (const added of capabilities.items('add'))
    looks.seeItself(added.text() === 'NET_BIND_SERVICE', added, 'NET_BIND_SERVICE');
}
