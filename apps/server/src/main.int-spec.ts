import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createCertificateAuthority } from '@plimsoll/link-certificates';
import { runOnce, testStore, type TestStore } from '@plimsoll/store/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ServerProcess } from './testing/server-process.js';

let database: TestStore;
let folder: string;
let base: Readonly<Record<string, string>>;
let administratorToken = '';
const processes: ServerProcess[] = [];

const server = (role: string, more: Readonly<Record<string, string>> = {}): ServerProcess => {
  const started = new ServerProcess({ ...base, SERVER_ROLE: role, ...more });
  processes.push(started);
  return started;
};
const portOf = (line: Readonly<Record<string, unknown>>, name = 'httpPort'): number => Number(line[name]);
const get = (port: number, url: string): Promise<Response> => fetch(`http://127.0.0.1:${port}${url}`);
const ask = async (port: number, query: string, token = administratorToken): Promise<unknown> => {
  const answer = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query }),
  });
  return answer.json();
};

beforeAll(async () => {
  database = await testStore();
  folder = await mkdtemp(path.join(tmpdir(), 'plimsoll-server-'));
  const ca = await createCertificateAuthority(Date.now());
  base = {
    DATABASE_URL: database.appUrl,
    DATABASE_OWNER_URL: database.ownerUrl,
    SERVER_CA_CERTIFICATE: ca.certificatePem,
    SERVER_CA_KEY: ca.privateKeyPem,
    SERVER_SECRET: 'a secret of the tests that is long enough',
    SERVER_ENROLLMENT_PORT: '0',
    SERVER_STREAM_PORT: '0',
  };
  const migrated = server('migrate');
  await migrated.exited;
  const first: { administratorToken: string } = JSON.parse(migrated.stdout);
  administratorToken = first.administratorToken;
});
afterEach(async () => {
  await Promise.all(processes.splice(0).map((one) => one.end()));
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});

describe('role migrate', () => {
  it('prints the first token once', async () => {
    expect(administratorToken).toMatch(/^plim_api_/);
    const again = server('migrate');
    expect(await again.exited).toBe(0);
    expect(JSON.parse(again.stdout)).toMatchObject({ administratorToken: null });
  });
});

describe('role all', () => {
  it('serves the API, health and metrics, and says where', async () => {
    const file = path.join(folder, 'ready.json');
    const ready = await server('all', { SERVER_READY_FILE: file }).line('ready');
    const port = portOf(ready);
    expect(await (await get(port, '/readyz')).json()).toEqual({
      ready: true,
      checks: { store: 'ok', catalogue: 'ok' },
    });
    expect(await (await get(port, '/metrics')).text()).toContain('process_cpu_user_seconds_total');
    expect(await ask(port, '{ viewer { name role } organization { name clusterCount } }')).toEqual({
      data: {
        viewer: { name: 'first administrator', role: 'ADMIN' },
        organization: { name: 'default', clusterCount: 0 },
      },
    });
    const { httpPort, enrollmentPort, streamPort, caPin } = ready;
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ httpPort, enrollmentPort, streamPort, caPin });
    expect(caPin).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(portOf(ready, 'enrollmentPort')).toBeGreaterThan(0);
    expect((await get(port, '/nothing')).status).toBe(404);
  });

  it('gives the enrolment line with its own port and pin', async () => {
    const ready = await server('all').line('ready');
    const answer = await ask(portOf(ready), 'mutation { createEnrollmentToken { command address } }');
    expect(JSON.stringify(answer)).toContain(`localhost:${portOf(ready, 'enrollmentPort')}`);
    expect(JSON.stringify(answer)).toContain(String(ready['caPin']));
  });

  it('stops within ten seconds when it is told to, and leaves its ports', async () => {
    const running = server('all');
    const port = portOf(await running.line('ready'));
    const told = Date.now();
    running.signal('SIGTERM');
    expect(await running.exited).toBe(0);
    expect(Date.now() - told).toBeLessThan(10_000);
    await expect(get(port, '/healthz')).rejects.toThrow('fetch failed');
  });

  it('is forced by a second signal while a client dawdles, and waits for none for long', async () => {
    const [patient, forced] = [server('all'), server('all')];
    for (const running of [patient, forced]) {
      const port = portOf(await running.line('ready'));
      await dawdle(port);
      await get(port, '/healthz');
      running.signal('SIGTERM');
      await running.line('stopping');
    }
    forced.signal('SIGTERM');
    expect(await forced.exited).toBe(1);
    expect(forced.lines.at(-1)).toMatchObject({ msg: 'the stop was forced', why: 'a second signal' });
    expect(await patient.exited).toBe(0);
  });

  it('is not ready while the store is away, and is again when it is back', async () => {
    const port = portOf(await server('all').line('ready'));
    const [owner, name] = [database.ownerUrl, new URL(database.appUrl).pathname.slice(1)];
    const postgres = new URL(owner);
    postgres.pathname = '/postgres';
    const ready = async (): Promise<number> => (await get(port, '/readyz')).status;
    await runOnce(postgres.href, `alter database ${name} with allow_connections false`);
    await runOnce(
      postgres.href,
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`,
    );
    await expect.poll(ready, { timeout: 15_000 }).toBe(503);
    expect((await get(port, '/healthz')).status).toBe(200);
    expect(JSON.stringify(await ask(port, '{ viewer { name } }'))).toContain('"errors"');
    await runOnce(postgres.href, `alter database ${name} with allow_connections true`);
    await expect.poll(ready, { timeout: 15_000 }).toBe(200);
    expect(await ask(port, '{ viewer { role } }')).toEqual({ data: { viewer: { role: 'ADMIN' } } });
  });
});

/** Opens a request that is never finished. */
async function dawdle(port: number): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined); // the server cuts it
  await once(socket, 'connect');
  socket.write(
    'POST /login HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{',
  );
}

describe('the other roles', () => {
  it.each([
    ['gateway', { store: 'ok' }],
    ['worker', { store: 'ok', catalogue: 'ok' }],
    ['api', { store: 'ok' }],
  ])('%s starts and is ready', async (role, checks) => {
    const port = portOf(await server(role).line('ready'));
    expect(await (await get(port, '/readyz')).json()).toEqual({ ready: true, checks });
    expect((await get(port, '/graphql')).status).toBe(role === 'api' ? 401 : 404);
  });
});

describe('a start that fails', () => {
  const failure = async (role: string, more: Readonly<Record<string, string>>): Promise<unknown> => {
    const started = server(role, more);
    expect(await started.exited).toBe(1);
    return started.lines.findLast(({ level }) => level === 'error');
  };

  it('names every variable that is wrong, at once, and no value', async () => {
    const started = new ServerProcess({
      SERVER_ROLE: 'all',
      SERVER_STREAM_PORT: 'canary',
      SERVER_SECRET: 'short canary',
    });
    processes.push(started);
    expect(await started.exited).toBe(1);
    const text = JSON.stringify(started.lines);
    for (const name of ['SERVER_STREAM_PORT', 'SERVER_SECRET', 'DATABASE_URL', 'SERVER_CA_KEY'])
      expect(text).toContain(name);
    expect(text).not.toContain('canary');
  });

  it('names a wrong password by code, without the URL', async () => {
    const url = new URL(database.appUrl);
    url.password = 'canary';
    const line = await failure('api', { DATABASE_URL: url.href });
    expect(line).toMatchObject({ code: 'STORE_LOGIN_REFUSED' });
    expect(JSON.stringify(line)).not.toContain('canary');
  });

  it('refuses the owner of the tables', async () => {
    expect(await failure('worker', { DATABASE_URL: database.ownerUrl })).toMatchObject({
      code: 'STORE_ROLE_REFUSED',
    });
  });

  it('says which port is in use', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const address = taken.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    expect(await failure('api', { SERVER_HTTP_PORT: String(port) })).toMatchObject({
      code: 'SERVER_PORT_IN_USE',
      details: { port },
    });
    expect(await failure('gateway', { SERVER_STREAM_PORT: String(port) })).toMatchObject({
      code: 'LINK_PORT_IN_USE',
    });
    taken.close();
  });
});
