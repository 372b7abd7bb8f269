import { randomUUID } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEnrollmentToken, firstStart, operator, type IdentityContext } from '@plimsoll/identity';
import { createCertificateAuthority } from '@plimsoll/link-certificates';
import { enroll, writeAgentState } from '@plimsoll/link-client';
import { isClusterId, type ClusterId, type OrganizationId } from '@plimsoll/model';
import { migrateQueue } from '@plimsoll/queue';
import { silentLogger, systemClock } from '@plimsoll/runtime';
import {
  embeddedPostgres,
  migrateStore,
  openStore,
  type EmbeddedPostgres,
  type Store,
} from '@plimsoll/store';
import { Program } from './program.js';

export interface Ports {
  readonly httpPort: number;
  readonly enrollmentPort: number;
  readonly streamPort: number;
}

/** A centre of processes: its own Postgres, the server as it is shipped, and a store to look into it. */
export interface Installation {
  readonly folder: string;
  readonly postgres: EmbeddedPostgres;
  readonly server: Program;
  readonly ports: Ports;
  readonly store: Store;
  readonly organizationId: OrganizationId;
  readonly administratorToken: string;
  readonly identity: IdentityContext;
  /** Enrols a cluster, its identity at the path. */
  readonly enroll: (name: string, statePath: string) => Promise<ClusterId>;
  readonly close: () => Promise<void>;
}

const NO_QUEUE = { enqueue: () => Promise.resolve() };
const SECRET = 'a secret of the end-to-end tests, long enough';

export async function install(): Promise<Installation> {
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll e2e '));
  await chmod(folder, 0o755); // Postgres runs as another user where the tests run as root
  const postgres = await embeddedPostgres({ dataDirectory: join(folder, 'postgres') });
  await migrateStore(postgres);
  await migrateQueue(postgres);
  const store = await openStore({ url: postgres.appUrl, poolSize: 3, logger: silentLogger });
  const identity: IdentityContext = { store, queue: NO_QUEUE, clock: systemClock };
  const { organizationId, administratorToken } = await firstStart(identity);
  const authority = await createCertificateAuthority(Date.now());
  const environment = await serverEnvironment(folder, postgres.appUrl, authority);
  const ports = await portsOfFirstStart(folder, environment);
  const server = new Program('server', { ...environment, ...portVariables(ports) });
  server.start();
  return {
    folder,
    postgres,
    server,
    ports,
    store,
    organizationId,
    administratorToken: administratorToken ?? '',
    identity,
    enroll: async (name, statePath) => {
      const { text } = await createEnrollmentToken(identity, operator(organizationId));
      const state = await enroll({
        address: `127.0.0.1:${ports.enrollmentPort}`,
        caPin: authority.pin,
        token: text,
        cluster: { kind: 'kubernetes', uid: randomUUID(), name },
        agentVersion: '0.1.0',
        clock: systemClock,
        logger: silentLogger,
      });
      await writeAgentState(statePath, state);
      if (!isClusterId(state.clusterId)) throw new Error('the centre gave no cluster id');
      return state.clusterId;
    },
    close: async () => {
      await server.stop();
      await store.close();
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function serverEnvironment(
  folder: string,
  appUrl: string,
  authority: { readonly certificatePem: string; readonly privateKeyPem: string },
): Promise<Record<string, string>> {
  const secrets = join(folder, 'secrets');
  await mkdir(secrets, { mode: 0o700 });
  await writeFile(join(secrets, 'ca.pem'), authority.certificatePem);
  await writeFile(join(secrets, 'ca.key'), authority.privateKeyPem, { mode: 0o600 });
  return {
    SERVER_ROLE: 'all',
    SERVER_HOST: '127.0.0.1',
    SERVER_CA_CERTIFICATE_FILE: join(secrets, 'ca.pem'),
    SERVER_CA_KEY_FILE: join(secrets, 'ca.key'),
    SERVER_SECRET: SECRET,
    SERVER_READY_FILE: join(folder, 'ready.json'),
    DATABASE_URL: appUrl,
  };
}

const portVariables = ({ httpPort, enrollmentPort, streamPort }: Ports): Record<string, string> => ({
  SERVER_HTTP_PORT: String(httpPort),
  SERVER_ENROLLMENT_PORT: String(enrollmentPort),
  SERVER_STREAM_PORT: String(streamPort),
});

/** The system gives the ports once; every later start uses the same. */
async function portsOfFirstStart(folder: string, environment: Record<string, string>): Promise<Ports> {
  const zero = portVariables({ httpPort: 0, enrollmentPort: 0, streamPort: 0 });
  const first = new Program('server', { ...environment, ...zero });
  first.start();
  await first.says(/"ready"/);
  const ports: Ports = JSON.parse(await readFile(join(folder, 'ready.json'), 'utf8'));
  await first.stop();
  return ports;
}
