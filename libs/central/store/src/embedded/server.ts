import { createServer } from 'node:net';
import pg from 'pg';
import { storeErrors } from '../errors.js';
import { scramVerifier } from '../migrations/scram.js';
import { findBinaries, serverUser } from './binaries.js';
import { ensureCluster, prepareDirectory } from './data-directory.js';
import type { Credentials } from './data-directory.js';
import { startPostmaster, stopOrphan } from './postmaster.js';
import type { Postmaster, PostmasterOptions } from './postmaster.js';

export interface ServerOptions {
  readonly dataDirectory: string;
  readonly port?: number | undefined;
  readonly fsync: boolean;
  readonly lifeline: PostmasterOptions['lifeline'];
}

export interface Server {
  readonly postmaster: Postmaster;
  readonly port: number;
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly orphanStopped: boolean;
}

export const OWNER_ROLE = 'plimsoll_owner';
export const APP_ROLE = 'plimsoll_app';
export const DATABASE = 'plimsoll';

const SETTINGS = ['max_connections=200', 'jit=off', 'log_min_messages=warning', 'log_statement=none'];
// What a killed server had committed is kept all the same: only a crash of the machine loses data.
const UNSAFE = ['fsync=off', 'full_page_writes=off', 'autovacuum=off'];

/** A port that the system says is free; the wanted one or an error. */
async function freePort(wanted: number): Promise<number> {
  const probe = createServer();
  return new Promise((resolve, reject) => {
    probe.once('error', (cause) =>
      reject(
        storeErrors.error('EMBEDDED_PORT_IN_USE', `port ${wanted} cannot be listened on`, {
          details: { port: wanted },
          cause,
        }),
      ),
    );
    probe.listen(wanted, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : wanted));
    });
  });
}

const url = (role: string, password: string, port: number, database: string): string =>
  `postgres://${role}:${password}@127.0.0.1:${port}/${database}`;

/** The owner may make roles and databases but is no superuser, as it would be with a hosted Postgres. */
async function ensureOwner(credentials: Credentials, port: number): Promise<void> {
  const client = new pg.Client({
    connectionString: url('postgres', credentials.superuser, port, 'postgres'),
  });
  client.on('error', () => undefined); // the statement that is running rejects with the same error
  await client.connect();
  try {
    const known = await client.query('select from pg_roles where rolname = $1', [OWNER_ROLE]);
    if (known.rowCount === 0) {
      const verifier = pg.escapeLiteral(scramVerifier(credentials.owner));
      await client.query(`create role ${OWNER_ROLE} login createrole createdb password ${verifier}`);
    }
    const made = await client.query('select from pg_database where datname = $1', [DATABASE]);
    if (made.rowCount === 0) await client.query(`create database ${DATABASE} owner ${OWNER_ROLE}`);
  } finally {
    await client.end();
  }
}

/** Everything from an empty directory, or one that was killed, to a server that takes connections. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const user = await serverUser();
  const directory = await prepareDirectory(options.dataDirectory, user);
  const orphanStopped = await stopOrphan(directory.cluster);
  const binaries = await findBinaries(user, directory.root);
  const credentials = await ensureCluster(binaries, directory, user);
  const port = await freePort(options.port ?? 0);
  const postmaster = await startPostmaster({
    binaries,
    directory: directory.cluster,
    log: directory.log,
    user,
    port,
    settings: options.fsync ? SETTINGS : [...SETTINGS, ...UNSAFE],
    lifeline: options.lifeline,
  });
  await ensureOwner(credentials, port);
  return {
    postmaster,
    port,
    orphanStopped,
    ownerUrl: url(OWNER_ROLE, credentials.owner, port, DATABASE),
    appUrl: url(APP_ROLE, credentials.app, port, DATABASE),
  };
}
