import { podControl } from '../../pod-security/pod-control.js';
import type { Pod } from '../../pod-security/pod.js';

export const writableHostPath = podControl({
  id: 'workload/writable-host-path',
  title: 'Directories of the node are mounted read-only',
  severity: 'high',
  why: 'Who writes to a directory of the node can leave programs, keys or static pods there, and so outlives the pod and takes the node.',
  remedy: 'Set readOnly: true in the mount, or use another kind of volume.',
  references: ['kubescape:C-0045'],
  check: (pod, looks) => {
    const ofNode = nodeVolumes(pod);
    for (const container of pod.containers)
      for (const mount of container.items('volumeMounts'))
        if (ofNode.has(mount.text('name')))
          looks.see(mount.flag('readOnly') === true, mount, 'readOnly', 'true');
  },
});

function nodeVolumes(pod: Pod): ReadonlySet<string | undefined> {
  const names = new Set<string | undefined>();
  for (const volume of pod.spec.items('volumes'))
    if (volume.holdsObject('hostPath')) names.add(volume.text('name'));
  return names;
}
