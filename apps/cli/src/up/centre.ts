import { readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { migrateQueue, openQueue, type Queue } from '@plimsoll/queue';
import { createLogger, silentLogger, systemClock } from '@plimsoll/runtime';
import { embeddedPostgres, migrateStore, openStore, type Store } from '@plimsoll/store';
import { firstStart, type FirstStart, type IdentityContext } from '@plimsoll/identity';
import { cliErrors } from '../errors.js';
import { childFailure, startChild, type Child } from './child.js';
import { exists, type Installation } from './installation.js';
import { programs } from './programs.js';
import type { UpOptions } from './up-options.js';

/** What the server writes when it is ready. */
export interface Ready {
  readonly httpPort: number;
  readonly enrollmentPort: number;
  readonly streamPort: number;
  readonly caPin: string;
}

export interface Database {
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly embedded: boolean;
  readonly stop: () => Promise<void>;
}

const HOST = '127.0.0.1';

/** The database of the environment, else the embedded one. @throws DATABASE_HALF_CONFIGURED and those of the store */
export async function openDatabase({ database, logs }: Installation): Promise<Database> {
  const { DATABASE_URL: appUrl, DATABASE_OWNER_URL: ownerUrl } = process.env;
  if (appUrl && ownerUrl) return { appUrl, ownerUrl, embedded: false, stop: async () => undefined };
  if (appUrl || ownerUrl)
    throw cliErrors.error(
      'DATABASE_HALF_CONFIGURED',
      `only ${appUrl ? 'DATABASE_URL' : 'DATABASE_OWNER_URL'} is set`,
    );
  const logger = createLogger({
    name: 'postgres',
    destination: await logDestination(`${logs}/postgres.log`),
  });
  const postgres = await embeddedPostgres({ dataDirectory: database, logger });
  return {
    ownerUrl: postgres.ownerUrl,
    appUrl: postgres.appUrl,
    embedded: true,
    stop: () => postgres.stop(),
  };
}

async function logDestination(path: string) {
  const { createWriteStream } = await import('node:fs');
  return createWriteStream(path, { flags: 'a', mode: 0o600 });
}

/** Brings the schema up to date and makes what must be there before the first request. */
export async function prepare({ ownerUrl, appUrl }: Database): Promise<Administration> {
  await migrateStore({ ownerUrl, appUrl });
  await migrateQueue({ ownerUrl, appUrl });
  const store = await openStore({ url: appUrl, poolSize: 2, logger: silentLogger });
  const queue = await openQueue({ url: appUrl, logger: silentLogger });
  const context: IdentityContext = { store, queue, clock: systemClock };
  return { context, first: await firstStart(context), close: () => closeBoth(queue, store) };
}

/** The operator's own way to tokens, beside the API. */
export interface Administration {
  readonly context: IdentityContext;
  readonly first: FirstStart;
  readonly close: () => Promise<void>;
}

async function closeBoth(queue: Queue, store: Store): Promise<void> {
  await queue.close();
  await store.close();
}

/** Starts the server in all its roles and waits until it is ready. @throws CHILD_FAILED */
export async function startServer(
  installation: Installation,
  { appUrl }: Database,
  options: UpOptions,
): Promise<{ readonly server: Child; readonly ready: Ready }> {
  await rm(installation.ready, { force: true });
  const ports = await knownPorts(installation);
  const server = startChild({
    name: 'server',
    program: programs().server,
    logs: installation.logs,
    environment: {
      NODE_ENV: 'production',
      SERVER_ROLE: 'all',
      SERVER_HOST: HOST,
      SERVER_HTTP_PORT: String(options.httpPort),
      SERVER_ENROLLMENT_PORT: String(ports.enrollmentPort),
      SERVER_STREAM_PORT: String(ports.streamPort),
      SERVER_CA_CERTIFICATE_FILE: installation.caCertificate,
      SERVER_CA_KEY_FILE: installation.caKey,
      SERVER_SECRET_FILE: installation.secret,
      SERVER_READY_FILE: installation.ready,
      DATABASE_URL: appUrl,
    },
  });
  const ready = await whenReady(server, installation.ready);
  const { enrollmentPort, streamPort } = ready;
  await writeFile(installation.ports, JSON.stringify({ enrollmentPort, streamPort }));
  return { server, ready };
}

/** Agents come back to the ports that they enrolled on: the first start takes free ones, the next ones the same. */
async function knownPorts({ ports }: Installation): Promise<Pick<Ready, 'enrollmentPort' | 'streamPort'>> {
  if (!(await exists(ports))) return { enrollmentPort: 0, streamPort: 0 };
  return JSON.parse(await readFile(ports, 'utf8')) as Pick<Ready, 'enrollmentPort' | 'streamPort'>;
}

async function whenReady(server: Child, file: string): Promise<Ready> {
  let ended: string | undefined;
  void server.ended.then((sentence) => (ended = sentence));
  for (;;) {
    if (ended) throw await childFailure(server, ended);
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (text !== undefined) return JSON.parse(text) as Ready;
    await wait(25);
  }
}
