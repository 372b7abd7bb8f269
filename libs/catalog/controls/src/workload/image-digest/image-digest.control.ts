import { podControl } from '../../pod-security/pod-control.js';

const DIGEST = /@(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

export const imageDigest = podControl({
  id: 'workload/image-digest',
  title: 'Images are named by digest',
  severity: 'low',
  why: 'A tag can be moved: what runs after the next restart may be another program than the one that was reviewed and scanned.',
  remedy: 'Write the image as name@sha256:..., and let a tool update the digest.',
  references: ['kubescape:C-0306'],
  check: (pod, looks) => {
    for (const container of pod.containers)
      looks.see(hasDigest(container.text('image') ?? ''), container, 'image', 'ends in @sha256:...');
  },
});

/** Most names have no `@`, which is found out fastest. */
const hasDigest = (image: string): boolean => image.includes('@') && DIGEST.test(image);
