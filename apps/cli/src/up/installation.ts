import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createCertificateAuthority } from '@plimsoll/link-certificates';
import { systemClock } from '@plimsoll/runtime';

/** Where an installation keeps its parts. */
export interface Installation {
  readonly database: string;
  readonly logs: string;
  readonly caCertificate: string;
  readonly caKey: string;
  readonly secret: string;
  readonly ready: string;
  /** The ports that the agents' identities name; kept from start to start. */
  readonly ports: string;
  /** Where and as whom local commands reach the API, while `up` runs. */
  readonly session: string;
  readonly hostState: string;
  /** The identities of clusters that `up` runs an agent for, by the cluster's uid. */
  readonly clusterStates: string;
  readonly demoStates: string;
  /** Says that the demo was offered once; a demo that was removed does not come back. */
  readonly demoOffered: string;
}

/** The secrets' folder is the owner's alone; the database's must be passable for the user that Postgres runs as. */
export async function openInstallation(folder: string): Promise<Installation> {
  const secrets = join(folder, 'secrets');
  const installation: Installation = {
    database: join(folder, 'postgres'),
    logs: join(folder, 'logs'),
    caCertificate: join(secrets, 'ca.pem'),
    caKey: join(secrets, 'ca.key'),
    secret: join(secrets, 'server.secret'),
    ready: join(folder, 'server.ready.json'),
    ports: join(folder, 'ports.json'),
    session: join(secrets, 'session.json'),
    hostState: join(folder, 'agents', 'host.json'),
    clusterStates: join(folder, 'agents', 'clusters'),
    demoStates: join(folder, 'agents', 'demo'),
    demoOffered: join(folder, 'demo.offered'),
  };
  await mkdir(folder, { recursive: true, mode: 0o755 });
  await mkdir(secrets, { recursive: true, mode: 0o700 });
  const { logs, clusterStates, demoStates } = installation;
  for (const path of [logs, join(folder, 'agents'), clusterStates, demoStates])
    await mkdir(path, { recursive: true, mode: 0o700 });
  await makeAuthority(installation);
  await makeSecret(installation.secret);
  return installation;
}

export async function exists(path: string): Promise<boolean> {
  return readFile(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false;
      throw error;
    },
  );
}

/** The certificate is written last: where it is, its key is too. */
async function makeAuthority({ caCertificate, caKey }: Installation): Promise<void> {
  if (await exists(caCertificate)) return;
  const authority = await createCertificateAuthority(systemClock.now());
  await writeFile(caKey, authority.privateKeyPem, { mode: 0o600 });
  await writeFile(caCertificate, authority.certificatePem, { mode: 0o644 });
}

async function makeSecret(path: string): Promise<void> {
  if (await exists(path)) return;
  await writeFile(path, randomBytes(32).toString('base64url'), { mode: 0o600 });
}
