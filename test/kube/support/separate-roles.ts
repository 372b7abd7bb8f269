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
import { Program } from '../../e2e/support/program.js';

export const ROLES = ['gateway', 'worker', 'api'] as const;
export type Role = (typeof ROLES)[number];

/** A centre as it runs in production: each role a process of its own, on one Postgres. */
export interface SeparateRoles {
  readonly folder: string;
  readonly postgres: EmbeddedPostgres;
  readonly roles: Readonly<Record<Role, Program>>;
  readonly httpPort: number;
  readonly token: string;
  readonly store: Store;
  readonly organizationId: OrganizationId;
  /** Enrols a cluster, its identity at the path. */
  readonly enroll: (name: string, statePath: string) => Promise<ClusterId>;
  /** Ends every process; the folder stays until `remove`, which does both. */
  readonly stop: () => Promise<void>;
  readonly remove: () => Promise<void>;
}

interface Ready {
  readonly httpPort: number;
  /** Null for a role without agents. */
  readonly enrollmentPort: number | null;
  readonly streamPort: number | null;
}

const SECRET = 'a secret of the tests of faults, long enough';

export async function startSeparateRoles(): Promise<SeparateRoles> {
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll roles '));
  await chmod(folder, 0o755); // Postgres runs as another user where the tests run as root
  const postgres = await embeddedPostgres({ dataDirectory: join(folder, 'postgres') });
  await migrateStore(postgres);
  await migrateQueue(postgres);
  const store = await openStore({ url: postgres.appUrl, poolSize: 3, logger: silentLogger });
  const identity: IdentityContext = {
    store,
    queue: { enqueue: () => Promise.resolve() },
    clock: systemClock,
  };
  const { organizationId, administratorToken } = await firstStart(identity);
  const authority = await createCertificateAuthority(Date.now());
  const common = await commonEnvironment(folder, postgres.appUrl, authority);
  const ready = {
    gateway: await firstReady('gateway', folder, common),
    worker: await firstReady('worker', folder, common),
    api: await firstReady('api', folder, common),
  };
  const program = (role: Role): Program =>
    new Program('server', { ...common, ...portsOf(ready[role]), SERVER_ROLE: role });
  const roles = { gateway: program('gateway'), worker: program('worker'), api: program('api') };
  for (const role of ROLES) roles[role].start();
  for (const role of ROLES) await roles[role].says(/"ready"/);
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopped ??= stopAll());
  async function stopAll(): Promise<void> {
    for (const role of ROLES) await roles[role].stop();
    await store.close();
    await postgres.stop();
  }
  return {
    folder,
    postgres,
    roles,
    store,
    organizationId,
    httpPort: ready.api.httpPort,
    token: administratorToken ?? '',
    enroll: async (name, statePath) => {
      const { text } = await createEnrollmentToken(identity, operator(organizationId));
      const state = await enroll({
        address: `127.0.0.1:${ready.gateway.enrollmentPort ?? 0}`,
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
    stop,
    remove: async () => {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function commonEnvironment(
  folder: string,
  appUrl: string,
  authority: { readonly certificatePem: string; readonly privateKeyPem: string },
): Promise<Record<string, string>> {
  const secrets = join(folder, 'secrets');
  await mkdir(secrets, { mode: 0o700 });
  await writeFile(join(secrets, 'ca.pem'), authority.certificatePem);
  await writeFile(join(secrets, 'ca.key'), authority.privateKeyPem, { mode: 0o600 });
  return {
    SERVER_HOST: '127.0.0.1',
    SERVER_CA_CERTIFICATE_FILE: join(secrets, 'ca.pem'),
    SERVER_CA_KEY_FILE: join(secrets, 'ca.key'),
    SERVER_SECRET: SECRET,
    DATABASE_URL: appUrl,
  };
}

/** The system gives the ports once; every later start uses the same. */
async function firstReady(role: Role, folder: string, common: Record<string, string>): Promise<Ready> {
  const readyFile = join(folder, `${role}.json`);
  const zero = portsOf({ httpPort: 0, enrollmentPort: 0, streamPort: 0 });
  const first = new Program('server', {
    ...common,
    ...zero,
    SERVER_ROLE: role,
    SERVER_READY_FILE: readyFile,
  });
  first.start();
  await first.says(/"ready"/);
  await first.stop();
  return JSON.parse(await readFile(readyFile, 'utf8'));
}

const portsOf = ({ httpPort, enrollmentPort, streamPort }: Ready): Record<string, string> => ({
  SERVER_HTTP_PORT: String(httpPort),
  SERVER_ENROLLMENT_PORT: String(enrollmentPort ?? 0),
  SERVER_STREAM_PORT: String(streamPort ?? 0),
});
