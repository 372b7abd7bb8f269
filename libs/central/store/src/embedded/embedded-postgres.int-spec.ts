import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createLogger } from '@plimsoll/runtime';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openStore } from '../connection/open-store.js';
import { migrateStore } from '../migrations/migrate-store.js';
import { runOnce } from '../testing/index.js';
import { findBinaries, runBinary, serverUser } from './binaries.js';
import { embeddedPostgres } from './embedded-postgres.js';
import type { EmbeddedPostgres } from './embedded-postgres.js';
import { identify } from './process-identity.js';

let directory: string;
const running: EmbeddedPostgres[] = [];
const children: ChildProcess[] = [];
const lines: string[] = [];
const logger = createLogger({ name: 'test', destination: { write: (line: string) => lines.push(line) } });

beforeEach(async () => {
  lines.length = 0;
  directory = path.join(await mkdtemp(path.join(tmpdir(), 'plimsoll embedded ')), 'with a space');
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const one of running.splice(0)) await one.stop();
  await rm(path.dirname(directory), { recursive: true, force: true });
});

/** As root the parent made by mkdtemp is 0700: open it, as an installation would. */
async function start(port?: number): Promise<EmbeddedPostgres> {
  await chmod(path.dirname(directory), 0o755);
  const server = await embeddedPostgres({
    dataDirectory: directory,
    fsync: false,
    logger,
    ...(port === undefined ? {} : { port }),
  });
  running.push(server);
  return server;
}

async function check(server: EmbeddedPostgres): Promise<void> {
  await migrateStore(server);
  const store = await openStore({ url: server.appUrl, poolSize: 1, logger });
  await store.ping();
  await store.close();
}

const isGone = (pid: number) =>
  vi.waitFor(async () => expect(await identify(pid)).toBeNull(), { timeout: 15_000, interval: 20 });

const HOOKS = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module';
  registerHooks({ resolve(name, context, next) {
    try { return next(name, context); } catch (error) {
      if (name.endsWith('.js')) return next(name.slice(0, -3) + '.ts', context);
      throw error;
    }
  } });`)}`;

/** Another process that starts the server, tells its process id and stays. */
async function startElsewhere(): Promise<{ readonly child: ChildProcess; readonly postgres: number }> {
  await chmod(path.dirname(directory), 0o755);
  const script = `
    const { embeddedPostgres } = await import(${JSON.stringify(new URL('embedded-postgres.ts', import.meta.url).href)});
    const server = await embeddedPostgres({ dataDirectory: ${JSON.stringify(directory)}, fsync: false });
    process.stdout.write(String(server.pid()));
    setInterval(() => undefined, 60_000);`;
  const flags = [
    '--experimental-transform-types',
    '--no-warnings',
    '--conditions=@plimsoll/source',
    '--import',
    HOOKS,
  ];
  const child = spawn(process.execPath, [...flags, '--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const [told] = await once(child.stdout, 'data');
  return { child, postgres: Number(String(told)) };
}

/** The shells that wait for this process to end. */
async function watchdogsOf(parent: number): Promise<readonly number[]> {
  const found: number[] = [];
  for (const name of await readdir('/proc')) {
    const stat = /^\d+$/.test(name) ? await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '') : '';
    if (/^\d+ \(sh\) \S (\d+) /.exec(stat)?.[1] === String(parent)) found.push(Number(name));
  }
  return found;
}

describe('the embedded Postgres', () => {
  it('starts in an empty directory, says what it is for, stops cleanly and starts again with its data', async () => {
    const first = await start();
    await check(first);
    expect(lines.join('')).toContain('for evaluation only');
    await first.stop();
    await isGone(first.pid());
    const again = await start();
    expect(await migrateStore(again)).toEqual({ applied: 0 });
    await check(again);
    expect(lines.join('')).not.toContain(new URL(again.ownerUrl).password);
  });

  it('ends with its parent, also by SIGKILL', async () => {
    const { child, postgres } = await startElsewhere();
    child.kill('SIGKILL');
    await isGone(postgres);
    await check(await start());
    expect(lines.join('')).not.toContain('left behind');
  });

  it('stops the orphan that nobody watched when it starts again', async () => {
    const { child, postgres } = await startElsewhere();
    const watchdogs = await watchdogsOf(child.pid ?? 0);
    expect(watchdogs).toHaveLength(1);
    for (const pid of watchdogs) process.kill(pid, 'SIGKILL');
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await identify(postgres)).not.toBeNull();
    const server = await start();
    expect(await identify(postgres)).toBeNull();
    expect(lines.join('')).toContain('left behind');
    await check(server);
  });

  it('takes a process of another program under a recorded number for none of its own', async () => {
    const first = await start();
    await first.stop();
    const bystander = spawn('sleep', ['60']);
    children.push(bystander);
    const record = `${bystander.pid}\n${directory}/postgres\n0\n5432\n\n127.0.0.1\n0 0\nready\n`;
    await writeFile(path.join(directory, 'postgres', 'postmaster.pid'), record);
    await check(await start());
    expect(await identify(bystander.pid ?? 0)).not.toBeNull();
  });

  it('is started again on the same port when it crashes', async () => {
    const server = await start();
    await check(server);
    const store = await openStore({ url: server.appUrl, poolSize: 2, logger });
    const crashed = server.pid();
    process.kill(crashed, 'SIGKILL');
    await vi.waitFor(() => expect(server.pid()).not.toBe(crashed), { timeout: 15_000, interval: 20 });
    await vi.waitFor(() => store.ping(), { timeout: 15_000, interval: 50 });
    await store.close();
    await check(server);
  });

  it('has a superuser of its own, whom openStore refuses as it does a role with bypassrls', async () => {
    const server = await start();
    await migrateStore(server);
    const kept: unknown = JSON.parse(await readFile(path.join(directory, 'credentials.json'), 'utf8'));
    const password = Object.entries(kept ?? {}).find(([name]) => name === 'superuser')?.[1];
    const superuser = Object.assign(new URL(server.ownerUrl), { username: 'postgres', password }).href;
    const open = (url: string) => openStore({ url, poolSize: 1, logger });
    await expect(open(superuser)).rejects.toMatchObject({
      code: 'STORE_ROLE_REFUSED',
      message: expect.stringContaining('superuser'),
    });
    await runOnce(superuser, 'alter role plimsoll_app bypassrls');
    await expect(open(server.appUrl)).rejects.toMatchObject({
      code: 'STORE_ROLE_REFUSED',
      message: expect.stringContaining('BYPASSRLS'),
    });
  });

  it.runIf(process.getuid?.() === 0)(
    'as root works from a folder that only root may enter, and keeps its data in none',
    async () => {
      const user = await serverUser();
      const hidden = path.join(path.dirname(directory), 'hidden');
      await mkdir(hidden, { mode: 0o700 });
      await chmod(path.dirname(directory), 0o755);
      await mkdir(directory);
      const installed = await findBinaries(user, directory);
      await cp(installed, path.join(hidden, 'native'), { recursive: true, verbatimSymlinks: true });
      const copied = await findBinaries(user, directory, path.join(hidden, 'native'));
      expect(copied.startsWith(directory)).toBe(true);
      await runBinary(path.join(copied, 'bin', 'postgres'), ['--version'], directory, user);
      const file = path.join(hidden, 'file');
      await writeFile(file, '');
      await expect(embeddedPostgres({ dataDirectory: file })).rejects.toMatchObject({
        code: 'EMBEDDED_DIRECTORY_UNREACHABLE',
      });
      const unreachable = embeddedPostgres({ dataDirectory: path.join(hidden, 'data') });
      await expect(unreachable).rejects.toMatchObject({ code: 'EMBEDDED_DIRECTORY_UNREACHABLE' });
    },
  );

  it('refuses a directory in use, of another major or of a strange Postgres, and a port in use', async () => {
    const first = await start();
    await expect(start()).rejects.toMatchObject({ code: 'EMBEDDED_IN_USE', details: { pid: process.pid } });
    await first.stop();
    const blocker = createServer();
    await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve));
    const address = blocker.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await expect(start(port)).rejects.toMatchObject({ code: 'EMBEDDED_PORT_IN_USE' });
    blocker.close();
    const version = path.join(directory, 'postgres', 'PG_VERSION');
    await writeFile(version, '17\n');
    await expect(start()).rejects.toMatchObject({
      code: 'EMBEDDED_OTHER_MAJOR',
      details: { found: 17, wanted: 18 },
    });
    await writeFile(version, '18\n');
    await rm(path.join(directory, 'credentials.json'));
    await expect(start()).rejects.toMatchObject({ code: 'EMBEDDED_FOREIGN_DIRECTORY' });
  });
});
