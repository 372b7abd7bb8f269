import { createPublicKey } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  clientCertificate,
  createAuthority,
  keyPem,
  privateKey,
  serverCertificate,
} from '../credentials/certificates.js';
import type { Certified, Identity } from '../credentials/certificates.js';
import { kubeconfig } from '../credentials/kubeconfig.js';
import type { TokenUser } from './access.js';
import { apiUrl } from './flags.js';
import type { Ports } from './flags.js';
import { FOLDERS } from './layout.js';
import type { Layout } from './layout.js';
import { AUDIT_POLICY, encryption } from './settings.js';

const PRIVATE = { mode: 0o600 };
const NAMES = ['localhost', '127.0.0.1', '10.0.0.1', 'kubernetes', 'kubernetes.default.svc'];
/** The administrator, by certificate and by token. */
export const ADMIN: Identity = { name: 'testbed-admin', groups: ['system:masters'] };
const COMPONENTS = ['kube-controller-manager', 'kube-scheduler'];

const tokenLine = ({ token, name, groups }: TokenUser, index: number): string =>
  `${token},${name},${index + 1},"${groups.join(',')}"\n`;

/** Writes everything that the servers read. Returns the authority's certificate, PEM. */
export async function prepare(
  files: Layout,
  ports: Ports,
  tokens: readonly TokenUser[],
  context: string,
): Promise<string> {
  for (const folder of FOLDERS)
    await mkdir(path.join(files.directory, folder), { recursive: true, mode: 0o700 });
  const authority = createAuthority();
  const server = serverCertificate(authority, NAMES);
  const serviceAccounts = privateKey();
  const url = apiUrl(ports);
  const admin = clientCertificate(authority, ADMIN);
  const config = (user: Certified): string =>
    kubeconfig({ name: context, url, ca: authority.certificate, user });
  const written: Readonly<Record<string, string>> = {
    [files.pki('ca.crt')]: authority.certificate,
    [files.pki('ca.key')]: keyPem(authority.key),
    [files.pki('api-server.crt')]: server.certificate,
    [files.pki('api-server.key')]: server.key,
    [files.pki('service-accounts.key')]: keyPem(serviceAccounts),
    [files.pki('service-accounts.pub')]: createPublicKey(serviceAccounts)
      .export({ type: 'spki', format: 'pem' })
      .toString(),
    [files.tokens]: tokens.map(tokenLine).join(''),
    [files.auditPolicy]: JSON.stringify(AUDIT_POLICY),
    [files.encryption]: JSON.stringify(encryption()),
    [files.pki('admin.crt')]: admin.certificate,
    [files.pki('admin.key')]: admin.key,
    [files.kubeconfig('admin')]: config(admin),
    ...Object.fromEntries(
      COMPONENTS.map((name) => [
        files.kubeconfig(name),
        config(clientCertificate(authority, { name: `system:${name}`, groups: [] })),
      ]),
    ),
  };
  for (const [file, content] of Object.entries(written)) await writeFile(file, content, PRIVATE);
  return authority.certificate;
}
