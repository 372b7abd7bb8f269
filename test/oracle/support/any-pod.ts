import type { JsonObject, JsonValue } from '@plimsoll/model';
import fc from 'fast-check';
import { anyContainer } from './any-container.js';
import { anyPodContext } from './any-security-context.js';
import { anyVolumes } from './any-volume.js';
import { oneOf, present, sometimes } from './sometimes.js';

/** Where a pod starts from; what is thrown for it comes on top. */
interface Style {
  readonly pod: JsonObject;
  readonly container: JsonObject;
  readonly spec: JsonObject;
  /** Fields of security contexts that Windows refuses are left away. */
  readonly windows?: true;
}

const HARD: JsonObject = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };
const SECCOMP: JsonObject = { seccompProfile: { type: 'RuntimeDefault' } };
const HOST_PROCESS: JsonObject = {
  windowsOptions: { hostProcess: true, runAsUserName: 'NT AUTHORITY\\SYSTEM' },
};

const STYLES: readonly Style[] = [
  { pod: {}, container: {}, spec: {} },
  { pod: { runAsNonRoot: true, ...SECCOMP }, container: HARD, spec: {} },
  { pod: {}, container: { ...HARD, ...SECCOMP, runAsNonRoot: true }, spec: {} },
  { pod: SECCOMP, container: HARD, spec: { hostUsers: false } },
  { pod: { runAsNonRoot: true }, container: {}, spec: { os: { name: 'windows' } }, windows: true },
];
const HOST_PROCESSES: Style = {
  pod: HOST_PROCESS,
  container: {},
  spec: { hostNetwork: true },
  windows: true,
};

const LINUX_ONLY: ReadonlySet<string> = new Set(
  (
    'seccompProfile appArmorProfile seLinuxOptions runAsUser runAsGroup fsGroup sysctls privileged ' +
    'allowPrivilegeEscalation capabilities procMount readOnlyRootFilesystem'
  ).split(' '),
);

const withoutLinux = (context: JsonValue | undefined): JsonValue =>
  typeof context !== 'object' || context === null || Array.isArray(context)
    ? null
    : Object.fromEntries(Object.entries(context).filter(([key]) => !LINUX_ONLY.has(key)));

const annotation = (prefix: string): fc.Arbitrary<JsonObject> =>
  fc
    .tuple(
      oneOf('c0', 'c0', 'c1', 'i0', 'absent'),
      oneOf('runtime/default', 'docker/default', 'localhost/p', 'unconfined', ''),
    )
    .map(([container, value]) => ({ [`${prefix}${container}`]: value }));

const annotations = (): fc.Arbitrary<JsonObject> =>
  fc.oneof(
    annotation('container.apparmor.security.beta.kubernetes.io/'),
    annotation('container.seccomp.security.alpha.kubernetes.io/'),
    oneOf('runtime/default', 'docker/default', 'localhost/p', 'unconfined').map((value) => ({
      'seccomp.security.alpha.kubernetes.io/pod': value,
    })),
    oneOf<JsonObject>({}, { 'example.com/other': 'unconfined' }),
  );

const spec = (): fc.Arbitrary<JsonObject> =>
  fc
    .record({
      hostNetwork: sometimes(oneOf(true, false, null), 14),
      hostPID: sometimes(oneOf(true, false, null), 14),
      hostIPC: sometimes(oneOf(true, false, null), 14),
      hostUsers: sometimes(oneOf(true, false, false, null), 8),
      os: sometimes(oneOf<JsonValue>({ name: 'linux' }, null), 10),
      volumes: sometimes(anyVolumes(), 4),
      shareProcessNamespace: sometimes(oneOf(true, false), 20),
    })
    .map(present);

const containersOf = (style: Style, prefix: string, minLength: number): fc.Arbitrary<JsonObject[]> =>
  fc.array(anyContainer(style.container), { minLength, maxLength: 2 }).map((containers) =>
    containers.map((container, index) => ({
      ...container,
      name: `${prefix}${index}`,
      // Other init containers may have no probes and no hooks.
      ...(prefix === 'i' && index === 0 ? { restartPolicy: 'Always' } : {}),
      ...(style.windows ? { securityContext: withoutLinux(container.securityContext ?? null) } : {}),
    })),
  );

function podOf(style: Style): fc.Arbitrary<JsonObject> {
  return fc
    .record({
      annotations: sometimes(annotations(), 8),
      own: spec(),
      context: sometimes(anyPodContext(10), 2),
      containers: containersOf(style, 'c', 1),
      initContainers: fc.oneof(
        oneOf<JsonValue | undefined>(undefined, undefined, null, []),
        containersOf(style, 'i', 1),
      ),
    })
    .map(({ annotations: noted, own, context, ...containers }) => {
      const whole = { ...style.pod, ...context };
      const securityContext = style.windows ? withoutLinux(whole) : whole;
      const bare = context === undefined && Object.keys(style.pod).length === 0;
      return {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: present({ annotations: noted }),
        spec: { ...own, ...style.spec, ...(bare ? {} : { securityContext }), ...present(containers) },
      };
    });
}

/** Pods with everything that Pod Security looks at, most of them legal; without metadata.name. */
export const anyPod = (): fc.Arbitrary<JsonObject> =>
  fc.oneof(...STYLES.map((style) => ({ weight: 6, arbitrary: podOf(style) })), {
    weight: 1,
    arbitrary: podOf(HOST_PROCESSES),
  });
