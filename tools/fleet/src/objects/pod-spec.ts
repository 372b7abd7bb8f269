import type { JsonObject } from '@plimsoll/model';
import type { Random } from '../random.js';
import type { Habits } from './habits.js';

const IMAGES = [
  'registry.example/shop/cart',
  'registry.example/shop/search',
  'docker.io/library/nginx',
  'quay.io/tools/exporter',
] as const;
const HEX = '0123456789abcdef';

function image(random: Random, habits: Habits): string {
  const name = random.pick(IMAGES);
  if (!random.chance(habits.pinnedImages)) return random.chance(0.5) ? `${name}:latest` : name;
  return `${name}@sha256:${Array.from({ length: 64 }, () => HEX[random.between(0, 15)]).join('')}`;
}

function hardenedContext(): JsonObject {
  return {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    privileged: false,
    readOnlyRootFilesystem: true,
    runAsNonRoot: true,
    seccompProfile: { type: 'RuntimeDefault' },
  };
}

function looseContext(random: Random): JsonObject {
  if (random.chance(0.15)) return { privileged: true };
  if (random.chance(0.2))
    return { capabilities: { add: [random.pick(['NET_ADMIN', 'SYS_ADMIN', 'SYS_PTRACE'])] } };
  return random.chance(0.5) ? { runAsUser: 0 } : {};
}

function container(random: Random, habits: Habits, name: string): JsonObject {
  const port = random.between(3000, 9000);
  return {
    name,
    image: image(random, habits),
    args: ['--listen', `:${port}`, '--log-format=json', `--workers=${random.between(1, 8)}`],
    env: [
      { name: 'LOG_LEVEL', value: random.pick(['info', 'warn', 'debug']) },
      { name: 'POD_NAME', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } },
      { name: 'DATABASE_URL', valueFrom: { secretKeyRef: { name: 'database', key: 'url' } } },
      { name: 'FEATURE_FLAGS', value: `cart-v${random.between(1, 9)},search-v${random.between(1, 9)}` },
    ],
    ports: [{ containerPort: port, name: 'http', protocol: 'TCP' }],
    livenessProbe: {
      httpGet: { path: '/healthz', port: 'http', scheme: 'HTTP' },
      initialDelaySeconds: 5,
      periodSeconds: 10,
      timeoutSeconds: 2,
    },
    readinessProbe: {
      httpGet: { path: '/readyz', port: 'http', scheme: 'HTTP' },
      periodSeconds: 5,
      failureThreshold: 3,
    },
    ...(random.chance(habits.limits) && {
      resources: { limits: { cpu: '500m', memory: '256Mi' }, requests: { cpu: '100m', memory: '128Mi' } },
    }),
    securityContext: random.chance(habits.hardened) ? hardenedContext() : looseContext(random),
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    volumeMounts: [
      { mountPath: '/etc/app', name: 'config', readOnly: true },
      { mountPath: '/tmp', name: 'scratch' },
    ],
  };
}

function volumes(random: Random, habits: Habits): readonly JsonObject[] {
  const risky = random.chance((1 - habits.hardened) * 0.3);
  return [
    { name: 'config', configMap: { name: 'app-config', defaultMode: 420 } },
    { name: 'scratch', emptyDir: {} },
    ...(risky
      ? [
          {
            name: 'host',
            hostPath: { path: random.pick(['/var/run/docker.sock', '/var/log', '/etc']), type: '' },
          },
        ]
      : []),
  ];
}

/** A pod's spec with one to three containers, now and then an init container. */
export function podSpec(random: Random, habits: Habits): JsonObject {
  const containers = Array.from({ length: random.between(1, 3) }, (_, index) =>
    container(random, habits, index === 0 ? 'app' : `side-${index}`),
  );
  return {
    automountServiceAccountToken: !random.chance(habits.leastPrivilege),
    containers,
    ...(random.chance(0.3) && { initContainers: [container(random, habits, 'migrate')] }),
    dnsPolicy: 'ClusterFirst',
    ...(random.chance((1 - habits.hardened) * 0.2) && { hostNetwork: true }),
    ...(random.chance((1 - habits.hardened) * 0.1) && { hostPID: true }),
    restartPolicy: 'Always',
    schedulerName: 'default-scheduler',
    securityContext: random.chance(habits.hardened)
      ? { fsGroup: 2000, runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } }
      : {},
    serviceAccountName: random.chance(habits.leastPrivilege) ? 'app' : 'default',
    terminationGracePeriodSeconds: 30,
    tolerations: [
      {
        effect: 'NoExecute',
        key: 'node.kubernetes.io/not-ready',
        operator: 'Exists',
        tolerationSeconds: 300,
      },
      {
        effect: 'NoExecute',
        key: 'node.kubernetes.io/unreachable',
        operator: 'Exists',
        tolerationSeconds: 300,
      },
    ],
    volumes: volumes(random, habits),
  };
}
