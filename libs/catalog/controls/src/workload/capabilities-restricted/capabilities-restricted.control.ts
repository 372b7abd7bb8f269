import { versionedPodControl } from '../../pod-security/pod-control.js';
import type { Field, Look } from '../../pod-security/field.js';
import type { Pod } from '../../pod-security/pod.js';

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
  check: (pod, minor) =>
    pod.isWindows && minor >= 25 ? [notOnWindows(pod)] : pod.containers.flatMap(dropsAllAndAddsLittle),
});

const notOnWindows = (pod: Pod): Look =>
  pod.spec.at('os').at('name').look(true, 'anything: Windows has no capabilities');

function dropsAllAndAddsLittle(container: Field): readonly Look[] {
  const capabilities = container.at('securityContext').at('capabilities');
  const drop = capabilities.at('drop');
  const dropsAll = drop.items().some((item) => item.text() === 'ALL');
  const added = capabilities.at('add').items();
  return [
    drop.look(dropsAll, 'contains ALL'),
    ...added.map((item) => item.look(item.text() === 'NET_BIND_SERVICE', 'NET_BIND_SERVICE')),
  ];
}
