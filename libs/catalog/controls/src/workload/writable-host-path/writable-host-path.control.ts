import { podControl } from '../../pod-security/pod-control.js';
import type { Field } from '../../pod-security/field.js';
import type { Pod } from '../../pod-security/pod.js';

export const writableHostPath = podControl({
  id: 'workload/writable-host-path',
  title: 'Directories of the node are mounted read-only',
  severity: 'high',
  why: 'Who writes to a directory of the node can leave programs, keys or static pods there, and so outlives the pod and takes the node.',
  remedy: 'Set readOnly: true in the mount, or use another kind of volume.',
  references: ['kubescape:C-0045'],
  check: (pod) => {
    const ofNode = new Set(nodeVolumes(pod));
    return pod.containers
      .flatMap((container) => container.at('volumeMounts').items())
      .filter((mount) => ofNode.has(mount.at('name').text()))
      .map((mount) => mount.at('readOnly'))
      .map((field) => field.look(field.flag() === true, 'true'));
  },
});

const nodeVolumes = (pod: Pod): readonly (string | undefined)[] =>
  pod.spec
    .at('volumes')
    .items()
    .filter((volume: Field) => volume.at('hostPath').holdsObject())
    .map((volume: Field) => volume.at('name').text());
