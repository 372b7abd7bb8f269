import type { JsonObject } from '@plimsoll/model';
import type { Random } from '../random.js';

/** A UUID of version 4 out of the seed. */
export function uid(random: Random): string {
  const hex = (digits: number): string =>
    Array.from({ length: digits }, () => random.between(0, 15).toString(16)).join('');
  return `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;
}

export function metadata(
  random: Random,
  name: string,
  namespace: string,
  extra: JsonObject = {},
): JsonObject {
  return {
    name,
    ...(namespace !== '' && { namespace }),
    uid: uid(random),
    resourceVersion: String(random.between(1000, 9_999_999)),
    generation: random.between(1, 20),
    creationTimestamp: '2026-03-01T08:00:00Z',
    labels: {
      'app.kubernetes.io/name': name,
      'app.kubernetes.io/part-of': 'shop',
      'app.kubernetes.io/managed-by': 'Helm',
      team: random.pick(['blue', 'green', 'red']),
    },
    annotations: { 'meta.helm.sh/release-name': name, 'meta.helm.sh/release-namespace': namespace },
    ...extra,
  };
}
