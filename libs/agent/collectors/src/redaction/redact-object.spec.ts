import { canonicalBody } from '@plimsoll/model';
import type { JsonObject, JsonValue } from '@plimsoll/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kubeFact } from '../manifest/kube-fact.js';
import { redactObject } from './redact-object.js';

const pod = (spec: JsonObject, annotations: JsonObject = {}): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'a', annotations },
  spec,
});
const container = (fields: JsonObject): JsonObject =>
  pod({ containers: [{ name: 'c', image: 'i', ...fields }] });
const template = (spec: JsonObject): JsonObject => ({
  apiVersion: 'batch/v1',
  kind: 'CronJob',
  metadata: { name: 'a' },
  spec: { jobTemplate: { spec: { template: { spec } } } },
});

/** Every place of an object where people put secrets. */
const PLACES: Readonly<Record<string, (secret: string) => JsonObject>> = {
  'data of a Secret': (s) => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' }, data: { k: s } }),
  'stringData of a Secret': (s) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'a' },
    stringData: { k: s },
  }),
  'a Secret of another version': (s) => ({
    apiVersion: 'v2',
    kind: 'Secret',
    metadata: { name: 'a' },
    data: { k: s },
  }),
  'a Secret with data of the wrong type': (s) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'a' },
    data: [s],
  }),
  'an unknown field of a Secret': (s) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'a' },
    value: s,
  }),
  'data of a ConfigMap': (s) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'a' },
    data: { k: `x=${s}` },
  }),
  'binaryData of a ConfigMap': (s) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'a' },
    binaryData: { k: s },
  }),
  env: (s) => container({ env: [{ name: 'TOKEN', value: s }] }),
  'env of an init container': (s) => pod({ initContainers: [{ env: [{ name: 'TOKEN', value: s }] }] }),
  'env of an ephemeral container': (s) =>
    pod({ ephemeralContainers: [{ env: [{ name: 'TOKEN', value: s }] }] }),
  'env of a template': (s) => template({ containers: [{ env: [{ name: 'TOKEN', value: s }] }] }),
  'env as a mapping': (s) => container({ env: { TOKEN: s } }),
  'env of the wrong type': (s) => container({ env: [s, [s], { name: 'a', value: { deep: s } }] }),
  '--flag=value': (s) => container({ args: [`--token=${s}`] }),
  '--flag value': (s) => container({ args: ['--token', s] }),
  '-fvalue': (s) => container({ args: [`-p${s}`] }),
  '-flag=value': (s) => container({ args: [`-token=${s}`] }),
  'a script': (s) => container({ command: ['/bin/sh', '-c', `curl -H "Authorization: ${s}" x`] }),
  'an assignment': (s) => container({ command: ['env', `TOKEN=${s}`, 'x'] }),
  'the program': (s) => container({ command: [s] }),
  'args as a text': (s) => container({ args: `--token ${s}` }),
  'nested args': (s) => container({ args: [[s], { k: s }] }),
  'a probe that runs': (s) =>
    container({ livenessProbe: { exec: { command: ['check', `--password=${s}`] } } }),
  'a hook that runs': (s) => container({ lifecycle: { preStop: { exec: { command: ['sh', '-c', s] } } } }),
  'a header of a probe': (s) =>
    container({
      readinessProbe: { httpGet: { path: '/', httpHeaders: [{ name: 'Authorization', value: s }] } },
    }),
  'the query of a probe': (s) => container({ startupProbe: { httpGet: { path: `/health?token=${s}` } } }),
  'last-applied': (s) =>
    pod({}, { 'kubectl.kubernetes.io/last-applied-configuration': `{"data":{"k":"${s}"}}` }),
  'any annotation': (s) => pod({}, { 'example.com/token': s }),
  'an annotation of a template': (s) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'a' },
    spec: { template: { metadata: { annotations: { 'vault/token': s } } } },
  }),
  managedFields: (s) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'a', managedFields: [{ fieldsV1: { [`k:${s}`]: {} } }] },
  }),
  status: (s) => ({ ...pod({}), status: { message: s } }),
  'attributes of a CSI volume': (s) =>
    pod({ volumes: [{ csi: { driver: 'd', volumeAttributes: { key: s } } }] }),
  'options of a flex volume': (s) =>
    pod({ volumes: [{ flexVolume: { driver: 'd', options: { password: s } } }] }),
  'an address with a password': (s) =>
    pod({ volumes: [{ gitRepo: { repository: `https://user:${s}@git.example.com/x` } }] }),
  'an address with a signature': (s) =>
    pod({ volumes: [{ azureDisk: { diskURI: `https://x.example.com/d?sig=${s}` } }] }),
  'an option of a mount': (s) => ({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'a' },
    provisioner: 'smb.csi.k8s.io',
    mountOptions: ['dir_mode=0777', `password=${s}`],
  }),
  'credentials of a Windows account': (s) =>
    pod({ securityContext: { windowsOptions: { gmsaCredentialSpec: s } } }),
};

/** What controls judge and what must therefore stay word for word. */
const JUDGED: JsonObject = {
  hostNetwork: true,
  hostPID: false,
  serviceAccountName: 'a',
  automountServiceAccountToken: false,
  securityContext: {
    runAsUser: 0,
    sysctls: [{ name: 'kernel.msgmax', value: '65536' }],
    seccompProfile: { type: 'Unconfined' },
  },
  volumes: [{ name: 'v', hostPath: { path: '/etc' } }, { name: 'e' }],
  containers: [
    {
      name: 'c',
      image: 'registry.example.com/app@sha256:abc',
      ports: [{ containerPort: 80, hostPort: 80 }],
      securityContext: { privileged: true, capabilities: { add: ['NET_ADMIN'] }, procMount: 'Unmasked' },
      resources: { limits: { cpu: '1', memory: '1Gi' } },
      livenessProbe: { httpGet: { host: 'example.com', path: '/x', port: 80 } },
      envFrom: [{ secretRef: { name: 's' } }],
      volumeMounts: [{ name: 'v', mountPath: '/host', readOnly: true }],
    },
  ],
};

describe('redactObject', () => {
  it.each(Object.entries(PLACES))('keeps no secret in %s', (_, plant) => {
    const secret = fc.string({
      unit: fc.constantFrom(...'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'),
      minLength: 12,
      maxLength: 40,
    });
    fc.assert(
      fc.property(secret, (text) => {
        const fact = kubeFact(plant(text));
        expect(fact).toBeDefined();
        expect(fact === undefined ? text : canonicalBody(fact.body)).not.toContain(text);
      }),
      { numRuns: 20 },
    );
  });

  it('keeps everything that is judged', () => {
    const annotations = {
      'container.apparmor.security.beta.kubernetes.io/c': 'unconfined',
      'seccomp.security.alpha.kubernetes.io/pod': 'runtime/default',
    };
    const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
    const object = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'a', namespace: 'b', uid: 'u', labels, annotations },
      spec: JUDGED,
    };
    expect(redactObject(object)).toEqual(object);
  });

  it('keeps the names of what it takes away, and that it was there', () => {
    const object = container({
      env: [
        { name: 'A', value: 'x' },
        { name: 'B', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
        { name: 'C', value: '' },
      ],
      command: ['/usr/local/bin/kube-apiserver', '--anonymous-auth=false', '--token=x', '--v', '4'],
    });
    expect(redactObject(object)).toMatchObject({
      spec: {
        containers: [
          {
            env: [
              { name: 'A', value: '[redacted]' },
              { name: 'B', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
              { name: 'C', value: '' },
            ],
            command: [
              '/usr/local/bin/kube-apiserver',
              '--anonymous-auth=false',
              '--token=[redacted]',
              '--v',
              '[redacted]',
            ],
          },
        ],
      },
    });
  });

  it('comes to the same when done twice, and leaves the object as it was', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(PLACES)), fc.string({ maxLength: 30 }), (plant, text) => {
        const object = plant(text);
        const before = JSON.stringify(object);
        const once = redactObject(object);
        expect(redactObject(once)).toEqual(once);
        expect(JSON.stringify(object)).toBe(before);
      }),
    );
  });

  it('holds on any object of any shape, and changes no number and no boolean', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (spec) => {
        const redacted = redactObject(pod(spec as JsonObject));
        expect(redacted.kind).toBe('Pod');
      }),
    );
  });

  it('takes away what is called __proto__ without touching any prototype', () => {
    const object: JsonValue = JSON.parse(
      '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"spec":{"__proto__":{"polluted":"yes"}}}',
    ) as JsonObject;
    redactObject(object as JsonObject);
    expect({}).not.toHaveProperty('polluted');
  });

  it('refuses an object that is nested without end', () => {
    let deep: JsonObject = {};
    for (let level = 0; level < 5_000; level += 1) deep = { a: deep };
    expect(() => redactObject(pod(deep))).toThrow(expect.objectContaining({ code: 'OBJECT_TOO_DEEP' }));
  });
});
