import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, truncate, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SOURCES, sourceDefinition, type Fact } from '@plimsoll/model';
import { openHostFiles, type HostFiles } from '@plimsoll/probes';
import { describe, expect, it } from 'vitest';
import { COMPONENT_COLLECTORS } from './component-collectors.js';
import { HOST_COLLECTORS, bodyOf, collectHost, collectHostSource, hostName } from './host-collectors.js';
import { HOST_TREES, plantHost, type HostTree } from './testing/index.js';

const trees = Object.entries(HOST_TREES);

async function factsOf(tree: HostTree): Promise<readonly Fact[]> {
  const planted = await plantHost(tree);
  const facts: Fact[] = [];
  await collectHost(openHostFiles(planted.root), { nodeName: 'node-1' }, (fact) => facts.push(fact));
  await planted.remove();
  return facts;
}

/** The same files, noting which paths were asked for. */
function noting(host: HostFiles, asked: Set<string>): HostFiles {
  const note =
    <Arguments extends readonly [string, ...unknown[]], Answer>(call: (...given: Arguments) => Answer) =>
    (...given: Arguments): Answer => {
      asked.add(given[0]);
      return call(...given);
    };
  return {
    ...host,
    root: host.root,
    readText: note(host.readText),
    readBytes: note(host.readBytes),
    readLink: note(host.readLink),
    list: note(host.list),
    stat: note(host.stat),
    isLiveProcfs: note(host.isLiveProcfs),
  };
}

/** Looked at to find out what is mounted and whose namespace it is, never for a value. */
const EVIDENCE =
  /^(\/|\/(usr\/)?s?bin|\/proc\/(1|sys|sys\/kernel)|\/proc\/(self|1)\/ns\/\w+|\/proc\/self\/net\/dev|\/proc\/2\/comm|\/sys\/(kernel|devices)|\/etc)$/;

/** Files that flags of components name on this machine, where a testbed may run beside this test. */
async function pathsInFlags(host: HostFiles): Promise<ReadonlySet<string>> {
  const { signal } = new AbortController();
  const bodies = await Promise.all(COMPONENT_COLLECTORS.map((collector) => collector.collect(host, signal)));
  return new Set(bodies.flatMap((settings) => Object.values(settings)).map(String));
}

const partOf = (pattern: string): RegExp =>
  new RegExp(`^${pattern.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`);

/** Whether a path is one of a read's pattern, is below it, or is a folder on the way to it. */
function isOf(read: string, path: string): boolean {
  const [parts, patterns] = [path.split('/'), read.split('/')];
  for (const [index, pattern] of patterns.entries()) {
    const part = parts[index];
    if (part === undefined || pattern === '**') return true;
    if (!partOf(pattern).test(part)) return false;
  }
  return true;
}

describe.each(trees)('the host %s', (_name, tree) => {
  it('gives one fact per source, all of one node', async () => {
    const facts = await factsOf(tree);
    expect(facts.map(({ source }) => source)).toEqual(HOST_COLLECTORS.map(({ source }) => source));
    for (const { source, partition, subject, body } of facts) {
      expect(partition).toBe('node-1');
      expect(subject).toEqual({ group: '', kind: 'Node', namespace: '', name: 'node-1' });
      expect(body.shape).toBe(sourceDefinition(source).shape);
    }
  });

  it('gives the same facts twice', async () => {
    expect(await factsOf(tree)).toEqual(await factsOf(tree));
  });

  it('never gives the raw machine id', async () => {
    const id = tree.files?.['/etc/machine-id']?.trim() ?? '';
    expect(id).not.toBe('');
    expect(JSON.stringify((await factsOf(tree)).map(({ body }) => body))).not.toContain(`"${id}"`);
  });
});

describe('the collectors of a host', () => {
  it('keep the cadence of their sources', () => {
    for (const { source, everySeconds } of HOST_COLLECTORS) {
      const { freshness } = SOURCES[source];
      expect(freshness).toMatchObject({ mode: 'cadence', everySeconds });
    }
  });

  it('declare every path that they take a value from', async () => {
    const namedByFlags = await pathsInFlags(openHostFiles('/'));
    for (const collector of HOST_COLLECTORS) {
      const asked = new Set<string>();
      const host = noting(openHostFiles('/'), asked);
      const body = await bodyOf(collector, host, new AbortController().signal);
      const byFlags = new Set(
        Object.values(body.shape === 'files' ? body.files : {}).flatMap((file) =>
          'path' in file ? [file.path] : [],
        ),
      );
      const declared = collector.reads.map(({ path }) => path);
      const covers = (path: string): boolean => declared.some((read) => isOf(read, path));
      const undeclared = [...asked].filter((path) => !EVIDENCE.test(path) && !covers(path));
      expect(undeclared.filter((path) => !byFlags.has(path) && !namedByFlags.has(path))).toEqual([]);
    }
  });

  it('agree with this machine', async () => {
    const facts: Fact[] = [];
    const host = openHostFiles('/');
    await collectHost(host, { nodeName: 'here' }, (fact) => facts.push(fact));
    const body = facts.find(({ source }) => source === 'host/sysctl')?.body;
    const settings = body?.shape === 'settings' ? body.settings : {};
    for (const [key, setting] of Object.entries(settings)) {
      if (typeof setting !== 'string' || key.startsWith('reader.')) continue;
      const path = `/proc/sys/${key.replaceAll('.', '/')}`;
      expect([key, setting]).toEqual([
        key,
        execFileSync('cat', [path], { encoding: 'utf8' }).replace(/\n$/, ''),
      ]);
    }
  });

  it('find nothing to judge in an empty host root, nor in one that does not exist', async () => {
    const root = await mkdtemp(join(tmpdir(), 'empty-'));
    const emitted: Fact[] = [];
    for (const path of [root, join(root, 'missing')]) {
      const host = openHostFiles(path);
      const emit = (fact: Fact): void => void emitted.push(fact);
      await expect(collectHost(host, { nodeName: 'n' }, emit)).rejects.toMatchObject({
        code: 'HOST_ROOT_EMPTY',
      });
      await expect(hostName(host)).rejects.toMatchObject({ code: 'HOST_ROOT_EMPTY' });
      for (const collector of HOST_COLLECTORS)
        expect(await collectHostSource(collector, host, { nodeName: 'n' }, emit)).toMatchObject({
          complete: false,
          reason: 'not-mounted',
        });
    }
    expect(emitted).toEqual([]);
    await rm(root, { recursive: true });
  });

  it('say of every source that it could not be read, where only /etc is mounted', async () => {
    const facts = await factsOf({ files: { '/etc/hostname': 'only-etc\n' } });
    // What has its own place in /etc may prove absent there.
    const ofEtc = HOST_COLLECTORS.filter(({ reads }) =>
      reads.some(({ path }) => path.startsWith('/etc/') && path !== '/etc/selinux/config'),
    ).map(({ source }) => source);
    for (const { source, body } of facts) {
      if (ofEtc.includes(source) || body.shape !== 'settings') continue;
      const values = Object.entries(body.settings).filter(
        ([key]) => !key.startsWith('reader.') && !key.startsWith('selinux.config.'),
      );
      for (const [key, setting] of values)
        expect([key, setting]).toEqual([key, expect.objectContaining({ unreadable: 'not-mounted' })]);
    }
  });

  it('live with FIFOs, huge files and bytes that are no text in place of settings', async () => {
    const planted = await plantHost(HOST_TREES['ubuntu-24.04-node']);
    const kptr = join(planted.root, 'proc/sys/kernel/kptr_restrict');
    await unlink(kptr);
    execFileSync('mkfifo', [kptr]);
    await truncate(join(planted.root, 'proc/sys/kernel/dmesg_restrict'), 10_000_000);
    await planted.write('/proc/sys/kernel/panic', '\u0000\u0001');
    const facts: Fact[] = [];
    await collectHost(openHostFiles(planted.root), { nodeName: 'n' }, (fact) => facts.push(fact));
    expect(facts.find(({ source }) => source === 'host/sysctl')?.body).toMatchObject({
      settings: {
        'kernel.kptr_restrict': { unreadable: 'not-regular' },
        'kernel.dmesg_restrict': { unreadable: 'too-large' },
        'kernel.panic': { unreadable: 'invalid' },
        'kernel.randomize_va_space': '2',
      },
    });
    await planted.remove();
  });

  it('stop when they are told to, and emit nothing', async () => {
    const signal = AbortSignal.abort();
    const emitted: Fact[] = [];
    await expect(
      collectHost(openHostFiles('/'), { nodeName: 'n', signal }, (fact) => emitted.push(fact)),
    ).rejects.toMatchObject({ name: 'AbortError' });
    expect(emitted).toEqual([]);
  });

  it('take little processor time and memory for a pass', async () => {
    const host = openHostFiles('/');
    const pass = () => collectHost(host, { nodeName: 'n' }, () => undefined);
    await pass();
    const before = process.cpuUsage();
    await pass();
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(150);
  });
});
