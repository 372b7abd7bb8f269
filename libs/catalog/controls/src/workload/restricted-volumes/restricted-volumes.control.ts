import { podControl } from '../../pod-security/pod-control.js';

const ALLOWED: ReadonlySet<string> = new Set([
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
]);
const WANTED = `one of ${[...ALLOWED].join(', ')}`;

export const restrictedVolumes = podControl({
  id: 'workload/restricted-volumes',
  title: 'Volumes are of types that do not reach into the node',
  severity: 'medium',
  why: 'The other types mount directories of the node, or network storage past the claims and classes by which access to it is granted.',
  remedy:
    'Use a persistent volume claim for storage, and projected, configMap or secret volumes for configuration.',
  references: ['pss:restrictedVolumes'],
  // The API server makes an emptyDir of a volume without a source.
  check: (pod, looks) => {
    for (const volume of pod.spec.items('volumes'))
      for (const name of volume.names())
        if (name !== 'name') looks.see(ALLOWED.has(name), volume, name, WANTED);
  },
});
