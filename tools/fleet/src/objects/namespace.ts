import type { JsonObject } from '@plimsoll/model';
import type { Random } from '../random.js';
import type { Habits } from './habits.js';
import { metadata } from './metadata.js';

export function namespace(random: Random, habits: Habits, name: string): JsonObject {
  const labels = random.chance(habits.hardened) ? { 'pod-security.kubernetes.io/enforce': 'restricted' } : {};
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: metadata(random, name, '', { labels: { 'kubernetes.io/metadata.name': name, ...labels } }),
  };
}

/** What surrounds workloads: a service, a network policy, configuration and a secret. */
export function surroundings(random: Random, habits: Habits, space: string, index: number): JsonObject {
  const name = `part-${index}`;
  const head = { metadata: metadata(random, name, space) };
  switch (random.pick(['Service', 'ConfigMap', 'Secret', 'NetworkPolicy'])) {
    case 'Service':
      return {
        apiVersion: 'v1',
        kind: 'Service',
        ...head,
        spec: {
          type: random.chance(habits.leastPrivilege) ? 'ClusterIP' : 'NodePort',
          selector: { 'app.kubernetes.io/name': name },
          ports: [{ name: 'http', port: 80, targetPort: 'http' }],
        },
      };
    case 'ConfigMap':
      return {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        ...head,
        data: { 'app.yaml': `retries: ${random.between(1, 9)}\ncache: true\n` },
      };
    case 'Secret':
      return {
        apiVersion: 'v1',
        kind: 'Secret',
        type: 'Opaque',
        ...head,
        data: { password: 'bm90LWEtc2VjcmV0' },
      };
    case 'NetworkPolicy':
      return {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        ...head,
        spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
      };
  }
}
