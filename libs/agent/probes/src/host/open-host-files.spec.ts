import { execFileSync, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openHostFiles } from './open-host-files.js';

let root = '';
let outside = '';
const servers: Server[] = [];

const put = (path: string, content: string | Uint8Array): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
};
const link = (path: string, target: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  symlinkSync(target, join(root, path));
};

beforeEach(() => {
  outside = mkdtempSync(join(tmpdir(), 'host-files-'));
  root = join(outside, 'root');
  mkdirSync(root);
  writeFileSync(join(outside, 'secret'), 'outside');
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((done) => server.close(done))));
  rmSync(outside, { recursive: true, force: true });
});

describe('a host file system rooted at a folder', () => {
  it('reads a regular file as it is written', async () => {
    put('etc/hostname', 'node-1\n');
    expect(await openHostFiles(root).readText('/etc/hostname')).toEqual({
      outcome: 'read',
      value: 'node-1\n',
    });
  });

  it('follows relative and absolute links inside the root', async () => {
    put('usr/lib/os-release', 'ID=debian\n');
    link('etc/os-release', '../usr/lib/os-release');
    link('etc/absolute', '/usr/lib/os-release');
    link('lib', 'usr/lib');
    const host = openHostFiles(root);
    for (const path of ['/etc/os-release', '/etc/absolute', '/lib/os-release', '/etc/../lib/./os-release'])
      expect(await host.readText(path)).toMatchObject({ value: 'ID=debian\n' });
  });

  it('is never led out of the root', async () => {
    link('escape', '../../secret');
    link('folder', '..');
    link('absolute', join(outside, 'secret'));
    const host = openHostFiles(root);
    for (const path of ['/escape', '/../secret', '/folder/secret', '/absolute', '/a/../../secret'])
      expect(await host.readText(path)).toMatchObject({ outcome: 'absent' });
  });

  it('stays inside whatever the path and the links are', async () => {
    link('up', '..');
    link('top', '/');
    put('d/f', 'inside');
    const part = fc.constantFrom('..', '.', '', 'up', 'top', 'd', 'f', 'secret', 'root');
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 8 }), async (parts) => {
        const outcome = await openHostFiles(root).readText(`/${parts.join('/')}`);
        expect(outcome).not.toMatchObject({ value: 'outside' });
      }),
    );
  });

  it('says absent of a missing path, a dangling link and a path below a file', async () => {
    put('file', '');
    link('dangling', 'nowhere');
    const host = openHostFiles(root);
    for (const path of ['/none', '/dangling', '/file/below', '/none/below'])
      expect((await host.readText(path)).outcome).toBe('absent');
  });

  it('gives up on links that lead in a circle', async () => {
    link('a', 'b');
    link('b', '/a');
    expect(await openHostFiles(root).readText('/a')).toMatchObject({
      outcome: 'unreadable',
      reason: 'invalid',
    });
  });

  it('follows forty links and no more', async () => {
    put('end', 'x');
    for (let index = 0; index <= 40; index += 1) link(`l${index}`, index === 0 ? 'end' : `l${index - 1}`);
    const host = openHostFiles(root);
    expect((await host.readText('/l39')).outcome).toBe('read');
    expect((await host.readText('/l40')).outcome).toBe('unreadable');
  });

  it('goes by the same links and folders however often it is asked', async () => {
    put('usr/lib/a/one', '1');
    put('usr/lib/a/two', '2');
    link('lib', 'usr/lib');
    link('usr/lib/b', 'a');
    link('usr/lib/outside', outside);
    const host = openHostFiles(root);
    for (const folder of ['/usr/lib/a', '/lib/a', '/lib/b', '/usr/lib/b', '/usr/../lib/b/.'])
      for (const [name, value] of Object.entries({ one: '1', two: '2' }))
        expect(await host.readText(`${folder}/${name}`)).toEqual({ outcome: 'read', value });
    for (const path of ['/usr/lib/outside/secret', '/lib/outside/secret', '/usr/lib/a/one/two'])
      expect((await host.readText(path)).outcome).toBe('absent');
    expect(await host.stat('/usr/lib/a/..')).toMatchObject({ value: { kind: 'directory' } });
  });

  it('sees what changed since it looked', async () => {
    put('etc/a/name', 'before');
    const host = openHostFiles(root);
    expect(await host.readText('/etc/a/name')).toMatchObject({ value: 'before' });
    rmSync(join(root, 'etc/a'), { recursive: true });
    expect((await host.readText('/etc/a/name')).outcome).toBe('absent');
    put('etc/a/name', 'after');
    expect(await host.readText('/etc/a/name')).toMatchObject({ value: 'after' });
  });

  it('keeps what it gave while it reads on', async () => {
    put('etc/one', 'first');
    put('etc/two', 'second file');
    const host = openHostFiles(root);
    const [one, two] = await Promise.all([host.readBytes('/etc/one'), host.readBytes('/etc/two')]);
    expect(one).toEqual({ outcome: 'read', value: new TextEncoder().encode('first') });
    expect(two).toEqual({ outcome: 'read', value: new TextEncoder().encode('second file') });
  });

  it('reads files of the kernel that are longer than it reads at once', async () => {
    const found = await openHostFiles('/').readText('/proc/kallsyms', { maxBytes: 1 << 26 });
    const cut = await openHostFiles('/').readBytes('/proc/kallsyms', { maxBytes: 70_000, whenLonger: 'cut' });
    expect(found.outcome).toBe('read');
    expect(cut).toMatchObject({ value: { length: 70_000 } });
    expect(await openHostFiles('/').readText('/proc/kallsyms', { maxBytes: 20_000 })).toMatchObject({
      reason: 'too-large',
    });
  });

  it('never opens a FIFO, a socket, a device or a folder', async () => {
    execFileSync('mkfifo', [join(root, 'fifo')]);
    mkdirSync(join(root, 'folder'));
    const server = createServer();
    servers.push(server);
    await new Promise<void>((ready) => server.listen(join(root, 'socket'), ready));
    const host = openHostFiles(root);
    for (const path of ['/fifo', '/socket', '/folder'])
      expect(await host.readText(path)).toMatchObject({ outcome: 'unreadable', reason: 'not-regular' });
    expect(await openHostFiles('/').readText('/dev/null')).toMatchObject({ reason: 'not-regular' });
    expect(await host.stat('/fifo')).toMatchObject({ value: { kind: 'fifo' } });
  });

  it('does not wait at the one regular file of procfs that blocks its readers', async () => {
    const outcome = await openHostFiles('/').readText('/proc/kmsg');
    expect(outcome.outcome).not.toBe('absent');
  });

  it('bounds a file by the limit, and accepts exactly the limit', async () => {
    put('full', 'x'.repeat(100));
    put('over', 'x'.repeat(101));
    const host = openHostFiles(root);
    expect((await host.readText('/full', { maxBytes: 100 })).outcome).toBe('read');
    expect(await host.readText('/over', { maxBytes: 100 })).toMatchObject({ reason: 'too-large' });
  });

  it('bounds a file that says it is empty and is not', async () => {
    const host = openHostFiles('/');
    expect(await host.readText('/proc/self/status')).toMatchObject({ outcome: 'read' });
    expect(await host.readText('/proc/self/status', { maxBytes: 64 })).toMatchObject({ reason: 'too-large' });
  });

  it('keeps the beginning of a longer file where that is asked for', async () => {
    put('umlauts', 'aü'.repeat(100));
    const outcome = await openHostFiles(root).readText('/umlauts', { maxBytes: 5, whenLonger: 'cut' });
    expect(outcome).toEqual({ outcome: 'read', value: 'aüa' });
  });

  it('does not read a huge file to find out that it is huge', async () => {
    put('sparse', '');
    execFileSync('truncate', ['-s', '64G', join(root, 'sparse')]);
    expect(await openHostFiles(root).readText('/sparse')).toMatchObject({ reason: 'too-large' });
  });

  it('reads a growing file as one of its states', async () => {
    put('log', 'a'.repeat(5_000));
    const reading = openHostFiles(root).readText('/log');
    for (let index = 0; index < 100; index += 1) appendFileSync(join(root, 'log'), 'b'.repeat(1_000));
    const outcome = await reading;
    expect(outcome.outcome === 'read' ? outcome.value.startsWith('aaaa') : outcome.outcome).not.toBe(
      'absent',
    );
  });

  it('reads whole what is longer than its size says and than one chunk', async () => {
    const content = 'line\n'.repeat(10_000);
    put('long', content);
    expect(await openHostFiles(root).readText('/long')).toEqual({ outcome: 'read', value: content });
  });

  it('says invalid of bytes that are no text, and gives them as bytes', async () => {
    put('latin', Uint8Array.of(0x66, 0xfc, 0x72));
    put('nul', 'a\0b');
    const host = openHostFiles(root);
    expect(await host.readText('/latin')).toMatchObject({ outcome: 'unreadable', reason: 'invalid' });
    expect(await host.readText('/nul')).toMatchObject({ outcome: 'unreadable', reason: 'invalid' });
    expect(await host.readText('/et\0c')).toMatchObject({ outcome: 'unreadable', reason: 'invalid' });
    const bytes = await host.readBytes('/nul');
    expect(bytes.outcome === 'read' ? [...bytes.value] : []).toEqual([97, 0, 98]);
  });

  it('lists a folder in order and within its bound', async () => {
    put('d/b', '');
    put('d/a', '');
    const host = openHostFiles(root);
    expect(await host.list('/d')).toEqual({ outcome: 'read', value: ['a', 'b'] });
    expect(await host.list('/d', { maxEntries: 1 })).toMatchObject({ reason: 'too-large' });
    expect((await host.list('/none')).outcome).toBe('absent');
    expect(await host.list('/d/a')).toMatchObject({ reason: 'not-regular' });
  });

  it('reads a link as its text', async () => {
    link('name', 'net:[1]');
    put('file', '');
    const host = openHostFiles(root);
    expect(await host.readLink('/name')).toEqual({ outcome: 'read', value: 'net:[1]' });
    expect(await host.readLink('/file')).toMatchObject({ reason: 'not-regular' });
  });

  it('tells a live procfs from a copy', async () => {
    put('proc/version', 'a copy');
    expect(await openHostFiles('/').isLiveProcfs('/proc')).toEqual({ outcome: 'read', value: true });
    expect(await openHostFiles(root).isLiveProcfs('/proc')).toEqual({ outcome: 'read', value: false });
  });

  it('says io of a file that answers with an error', async () => {
    const host = openHostFiles('/');
    const outcome = await host.readText('/proc/self/mem');
    expect(outcome).toMatchObject({ outcome: 'unreadable', reason: 'io' });
  });

  it('says permission of a file that only its owner may read', async () => {
    put('closed', 'x');
    put('shut/inside', 'x');
    chmodSync(join(root, 'closed'), 0o600);
    chmodSync(join(root, 'shut'), 0o700);
    chmodSync(outside, 0o755);
    const asRoot = process.getuid?.() === 0;
    if (!asRoot) {
      chmodSync(join(root, 'closed'), 0);
      chmodSync(join(root, 'shut'), 0);
    }
    expect(readAsNobody(['/closed', '/shut/inside'], asRoot)).toEqual([
      { outcome: 'unreadable', reason: 'permission', detail: 'EACCES at /closed' },
      { outcome: 'unreadable', reason: 'permission', detail: 'EACCES at /shut/inside' },
    ]);
    if (!asRoot) chmodSync(join(root, 'shut'), 0o700);
  });
});

/** Reads in a process that is not root, because permission bits do not bind root: the probe is handed over as source. */
function readAsNobody(paths: readonly string[], asRoot: boolean): unknown {
  const folder = join(outside, 'probe');
  mkdirSync(folder);
  const sources = readdirSync(import.meta.dirname).filter((name) => /^[\w-]+\.ts$/.test(name));
  for (const name of sources)
    stripTypes(join(import.meta.dirname, name), join(folder, name.replace('.ts', '.js')));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  const code = `import { openHostFiles } from ${JSON.stringify(join(folder, 'open-host-files.js'))};
    const host = openHostFiles(${JSON.stringify(root)});
    const outcomes = [];
    for (const path of ${JSON.stringify(paths)}) outcomes.push(await host.readText(path));
    process.stdout.write(JSON.stringify(outcomes));`;
  const bin = join(outside, 'node');
  if (!existsSync(bin)) execFileSync('cp', [process.execPath, bin]);
  const run = spawnSync(bin, ['--input-type=module', '-e', code], {
    cwd: folder,
    env: {},
    encoding: 'utf8',
    ...(asRoot ? { uid: 65534, gid: 65534 } : {}),
  });
  expect(run.stderr).toBe('');
  return JSON.parse(run.stdout);
}

function stripTypes(from: string, to: string): void {
  const code = `import { stripTypeScriptTypes } from 'node:module'; import { readFileSync, writeFileSync } from 'node:fs';
    writeFileSync(process.argv[2], stripTypeScriptTypes(readFileSync(process.argv[1], 'utf8')));`;
  execFileSync(process.execPath, ['--no-warnings', '--input-type=module', '-e', code, from, to]);
}
