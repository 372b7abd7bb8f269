import { createPublicKey, randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Layout } from '../cluster/layout.js';
import { FOLDERS } from '../cluster/layout.js';
import { AUDIT_POLICY } from '../cluster/settings.js';
import {
  clientCertificate,
  createAuthority,
  keyPem,
  memberCertificate,
  privateKey,
  serverCertificate,
  type Certified,
} from '../credentials/certificates.js';

const LOOPBACK = ['localhost', '127.0.0.1'];

const encryption = (...names: readonly ('identity' | 'secretbox')[]): string =>
  JSON.stringify({
    apiVersion: 'apiserver.config.k8s.io/v1',
    kind: 'EncryptionConfiguration',
    resources: [
      {
        resources: ['secrets'],
        providers: names.map((name) =>
          name === 'identity'
            ? { identity: {} }
            : { secretbox: { keys: [{ name: 'key', secret: randomBytes(32).toString('base64') }] } },
        ),
      },
    ],
  });

const ADMISSION = JSON.stringify({
  apiVersion: 'apiserver.config.k8s.io/v1',
  kind: 'AdmissionConfiguration',
  plugins: [
    {
      name: 'EventRateLimit',
      configuration: {
        apiVersion: 'eventratelimit.admission.k8s.io/v1alpha1',
        kind: 'Configuration',
        limits: [{ type: 'Server', qps: 100, burst: 200 }],
      },
    },
  ],
});

const pair = (name: string, { certificate, key }: Certified): Readonly<Record<string, string>> => ({
  [`${name}.crt`]: certificate,
  [`${name}.key`]: key,
});

/** Two authorities: one of the cluster and one of etcd alone. */
function credentials(): { readonly pki: Readonly<Record<string, string>>; readonly admin: Certified } {
  const [cluster, etcd] = [createAuthority(), createAuthority()];
  const accounts = privateKey();
  const admin = clientCertificate(cluster, { name: 'admin', groups: ['system:masters'] });
  return {
    admin,
    pki: {
      'ca.crt': cluster.certificate,
      'etcd-ca.crt': etcd.certificate,
      ...pair('api-server', serverCertificate(cluster, LOOPBACK)),
      ...pair('kubelet-client', clientCertificate(cluster, { name: 'api-server', groups: [] })),
      ...pair('etcd-server', memberCertificate(etcd, LOOPBACK)),
      ...pair('etcd-client', clientCertificate(etcd, { name: 'api-server', groups: [] })),
      'service-accounts.key': keyPem(accounts),
      'service-accounts.pub': createPublicKey(accounts).export({ type: 'spki', format: 'pem' }).toString(),
    },
  };
}

/** Somebody by a certificate and by a token: a server may know neither, one or both. */
export interface Administrator extends Certified {
  readonly token: string;
}

/** Does not ask whom he talks to: a server may have made its certificate itself. */
const trusting = (url: string, { certificate, key, token }: Administrator): string => {
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  const user = { 'client-certificate-data': base64(certificate), 'client-key-data': base64(key), token };
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'x', cluster: { server: url, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'x', user }],
    contexts: [{ name: 'x', context: { cluster: 'x', user: 'x' } }],
    'current-context': 'x',
  });
};

/** Writes every file that flags may name, below `pki` and `files` of the folder; returns the administrator. */
export async function writeControlPlaneFiles(layout: Layout, apiUrl: string): Promise<Administrator> {
  for (const folder of [...FOLDERS, 'files', 'pki/self-signed'])
    await mkdir(path.join(layout.directory, folder), { recursive: true, mode: 0o700 });
  const { pki, admin: certified } = credentials();
  const admin: Administrator = { ...certified, token: randomBytes(16).toString('hex') };
  const files: Readonly<Record<string, string>> = {
    'admission.yaml': ADMISSION,
    'audit-policy.yaml': JSON.stringify(AUDIT_POLICY),
    'encryption-secretbox.yaml': encryption('secretbox', 'identity'),
    'encryption-identity-first.yaml': encryption('identity', 'secretbox'),
    'tokens.csv': `${admin.token},admin,1,system:masters\n`,
    kubeconfig: trusting(apiUrl, admin),
  };
  const write = (folder: string, all: Readonly<Record<string, string>>): Promise<void[]> =>
    Promise.all(
      Object.entries(all).map(([name, text]) =>
        writeFile(path.join(layout.directory, folder, name), text, { mode: 0o600 }),
      ),
    );
  await write('pki', pki);
  await write('files', files);
  return admin;
}
