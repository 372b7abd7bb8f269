import { podControl } from '../../pod-security/pod-control.js';
import type { Field, Look } from '../../pod-security/field.js';

const ALLOWED = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

export const restrictedVolumes = podControl({
  id: 'workload/restricted-volumes',
  title: 'Volumes are of types that do not reach into the node',
  severity: 'medium',
  why: 'The other types mount directories of the node, or network storage past the claims and classes by which access to it is granted.',
  remedy:
    'Use a persistent volume claim for storage, and projected, configMap or secret volumes for configuration.',
  references: ['pss:restrictedVolumes'],
  check: (pod) => pod.spec.at('volumes').items().flatMap(sources),
});

/** The API server makes an emptyDir of a volume without a source. */
const sources = (volume: Field): readonly Look[] =>
  volume
    .entries()
    .filter(({ key }) => key !== 'name')
    .map(({ key, field }) => field.look(ALLOWED.includes(key), `one of ${ALLOWED.join(', ')}`));
