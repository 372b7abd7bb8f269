import { randomBytes } from 'node:crypto';
import type { JsonObject } from '@plimsoll/model';

/** Secrets that exist nowhere else, each by the place that it was planted in. */
export class Canaries {
  readonly #planted = new Map<string, string>();

  /** A new secret; letters and digits alone, so that no encoding of text changes it. */
  plant(place: string): string {
    const secret = `canary${randomBytes(12).toString('hex')}`;
    this.#planted.set(place, secret);
    return secret;
  }

  get places(): readonly string[] {
    return [...this.#planted.keys()];
  }

  /** The places whose secrets are in the bytes: as they are, in Base64 or in hexadecimal. */
  foundIn(bytes: Uint8Array | string): readonly string[] {
    const text = typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('latin1');
    const lower = text.toLowerCase();
    return [...this.#planted].flatMap(([place, secret]) =>
      lower.includes(secret) || lower.includes(Buffer.from(secret).toString('hex')) || hasBase64(text, secret)
        ? [place]
        : [],
    );
  }
}

/** Wherever in a longer text the secret stood: of each of the three alignments, what is the secret's own. */
function hasBase64(text: string, secret: string): boolean {
  return [0, 1, 2].some((shift) => {
    const encoded = Buffer.from('x'.repeat(shift) + secret).toString('base64url');
    const own = encoded.slice(shift === 0 ? 0 : shift + 1, -2);
    return text.includes(own);
  });
}

type Plant = (place: string) => string;
const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** Every place of manifests where people put secrets. */
export function secretManifests(plant: Plant): readonly JsonObject[] {
  const lastApplied = {
    'kubectl.kubernetes.io/last-applied-configuration': `{"data":{"k":"${plant('last-applied')}"}}`,
  };
  return [
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'secret', namespace: 'shop', annotations: lastApplied },
      type: 'Opaque',
      data: { password: base64(plant('data of a Secret')), raw: plant('data of a Secret, not encoded') },
      stringData: { token: plant('stringData of a Secret') },
    },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'config', namespace: 'shop' },
      data: { 'app.conf': `password = "${plant('data of a ConfigMap')}"\n` },
      binaryData: { key: base64(plant('binaryData of a ConfigMap')) },
    },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'pod',
        namespace: 'shop',
        annotations: { 'vault.example/token': plant('an annotation of a Pod') },
        managedFields: [{ manager: plant('managedFields') }],
      },
      spec: secretPodSpec(plant, 'a Pod'),
      status: { message: plant('the status of a Pod') },
    },
    {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name: 'job', namespace: 'shop' },
      spec: { jobTemplate: { spec: { template: { spec: secretPodSpec(plant, 'a CronJob') } } } },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', namespace: 'shop' },
      spec: {
        template: {
          metadata: { annotations: { note: plant('an annotation of a template') } },
          spec: secretPodSpec(plant, 'a Deployment'),
        },
      },
    },
  ];
}

function secretPodSpec(plant: Plant, of: string): JsonObject {
  const secret = (place: string): string => plant(`${place} of ${of}`);
  const headers = [{ name: 'Authorization', value: `Bearer ${secret('a header of a probe')}` }];
  return {
    initContainers: [
      {
        name: 'i',
        image: 'registry.example/i:1',
        env: [{ name: 'KEY', value: secret('env of an init container') }],
      },
    ],
    containers: [
      {
        name: 'c',
        image: 'registry.example/c:1',
        env: [
          { name: 'TOKEN', value: secret('env') },
          { name: 'DSN', value: `postgres://app:${secret('an address in env')}@db/app` },
        ],
        command: ['/bin/sh', '-c', `curl -u admin:${secret('a script')} https://example.com`],
        args: [
          `--token=${secret('an argument after =')}`,
          '--password',
          secret('the argument after a flag'),
          `-p${secret('an argument after a letter')}`,
          `PASSWORD=${secret('an assignment')}`,
        ],
        livenessProbe: {
          httpGet: { path: `/live?key=${secret('the query of a probe')}`, port: 80, httpHeaders: headers },
        },
        readinessProbe: { exec: { command: ['check', '--secret', secret('the command of a probe')] } },
        lifecycle: {
          preStop: { exec: { command: ['sh', '-c', `logout ${secret('the command of a hook')}`] } },
        },
      },
    ],
    volumes: [
      {
        name: 'v',
        csi: { driver: 'd', volumeAttributes: { key: secret('the attributes of a CSI volume') } },
      },
    ],
  };
}

/** Documents that cannot be read, each with a secret where a parser likes to quote. */
export const brokenManifests = (plant: Plant): Readonly<Record<string, string>> => ({
  'broken-flow.yaml': `apiVersion: v1\nkind: Secret\nmetadata: {name: b}\nstringData:\n  password: [${plant('the line of a YAML error')}\n`,
  'broken-key.yaml': `apiVersion: v1\nkind: Secret\nmetadata: {name: b}\nstringData:\n  ? ${plant('a key in a YAML error')}\n  a: b: c\n`,
  'broken-twice.yaml': `apiVersion: v1\nkind: Secret\nstringData:\n  a: ${plant('a double key, first')}\n  a: ${plant('a double key, second')}\n`,
  'broken-alias.yaml': `apiVersion: v1\nkind: Secret\nstringData:\n  a: *${plant('an unknown alias')}\n`,
  'broken-tag.yaml': `apiVersion: v1\nkind: Secret\nstringData:\n  a: !${plant('an unknown tag')} x\n`,
  'broken.json': `{"apiVersion":"v1","kind":"Secret","stringData":{"a":"${plant('the text of a JSON error')}" oops}}`,
});

/** Files of a host beside those that are collected, and parts of collected ones that are nobody's business. */
export const secretHostFiles = (plant: Plant): Readonly<Record<string, string>> => ({
  '/etc/shadow': `root:${plant('/etc/shadow')}:19000:0:99999:7:::\n`,
  '/etc/kubernetes/admin.conf': `users: [{user: {token: ${plant('admin.conf')}}}]\n`,
  '/etc/kubernetes/pki/ca.key': `-----BEGIN PRIVATE KEY-----\n${plant('ca.key')}\n`,
  '/var/lib/kubelet/pki/kubelet.key': plant('kubelet.key'),
  '/root/.ssh/id_ed25519': plant('an ssh key'),
  '/proc/cmdline': `root=/dev/sda1 luks.key=${plant('/proc/cmdline')} quiet\n`,
  '/proc/1/environ': `TOKEN=${plant('/proc/1/environ')}\0`,
  '/proc/1/cmdline': `init\0--token=${plant('/proc/1/cmdline')}\0`,
  '/etc/machine-id': plant('/etc/machine-id').slice('canary'.length).padEnd(32, '0') + '\n',
  '/etc/selinux/config': `# ${plant('a comment of /etc/selinux/config')}\nSELINUX=disabled\n`,
  '/usr/lib/os-release': `NAME="Ubuntu"\nID=ubuntu\nVERSION_ID="24.04"\nSUPPORT_TOKEN=${plant('an unknown line of os-release')}\n`,
});
