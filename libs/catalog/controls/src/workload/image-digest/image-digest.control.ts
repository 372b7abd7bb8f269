import { podControl } from '../../pod-security/pod-control.js';

const DIGEST = /@(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

export const imageDigest = podControl({
  id: 'workload/image-digest',
  title: 'Images are named by digest',
  severity: 'low',
  why: 'A tag can be moved: what runs after the next restart may be another program than the one that was reviewed and scanned.',
  remedy: 'Write the image as name@sha256:..., and let a tool update the digest.',
  references: ['kubescape:C-0306'],
  check: (pod) =>
    pod.containers
      .map((container) => container.at('image'))
      .map((field) => field.look(DIGEST.test(field.text() ?? ''), 'ends in @sha256:...')),
});
