import type { JsonObject } from '@plimsoll/model';
import type { Random } from '../random.js';
import type { Habits } from './habits.js';
import { metadata } from './metadata.js';
import { podSpec } from './pod-spec.js';

const template = (random: Random, habits: Habits, name: string): JsonObject => ({
  metadata: { labels: { 'app.kubernetes.io/name': name } },
  spec: podSpec(random, habits),
});

const replicated = (random: Random, habits: Habits, name: string): JsonObject => ({
  replicas: random.between(1, 5),
  revisionHistoryLimit: 10,
  selector: { matchLabels: { 'app.kubernetes.io/name': name } },
  template: template(random, habits, name),
});

/** Of every ten workloads six are Deployments, as in most clusters. */
export function workload(random: Random, habits: Habits, namespace: string, index: number): JsonObject {
  const kind = random.pick([
    'Deployment',
    'Deployment',
    'Deployment',
    'Deployment',
    'Deployment',
    'Deployment',
    'StatefulSet',
    'DaemonSet',
    'CronJob',
    'Pod',
  ]);
  const name = `${random.pick(['cart', 'search', 'pay', 'mail', 'stock', 'edge'])}-${index}`;
  const head = { metadata: metadata(random, name, namespace) };
  switch (kind) {
    case 'Pod':
      return { apiVersion: 'v1', kind, ...head, spec: podSpec(random, habits) };
    case 'CronJob':
      return {
        apiVersion: 'batch/v1',
        kind,
        ...head,
        spec: {
          schedule: '*/10 * * * *',
          concurrencyPolicy: 'Forbid',
          jobTemplate: {
            spec: { template: { spec: { ...podSpec(random, habits), restartPolicy: 'OnFailure' } } },
          },
        },
      };
    case 'StatefulSet':
      return {
        apiVersion: 'apps/v1',
        kind,
        ...head,
        spec: { serviceName: name, ...replicated(random, habits, name) },
      };
    case 'DaemonSet':
      return {
        apiVersion: 'apps/v1',
        kind,
        ...head,
        spec: {
          selector: { matchLabels: { 'app.kubernetes.io/name': name } },
          template: template(random, habits, name),
        },
      };
    case 'Deployment':
      return { apiVersion: 'apps/v1', kind, ...head, spec: replicated(random, habits, name) };
  }
}
