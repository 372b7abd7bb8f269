import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { processesNaming } from './support/orphans.js';
import { PROGRAMS, ROOT } from './support/program.js';

const ONCE = ['up', '--once', '--format', 'json', '--no-demo', '--port', '0'];
/** A user that owns nothing, where the tests run as root; who runs them as another one is an ordinary user already. */
const NOBODY = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
const LIMIT = { timeout: 120_000 };

interface Summary {
  readonly schemaVersion: number;
  readonly organization: string;
  readonly clusters: readonly {
    readonly id: string;
    readonly kind: string;
    readonly demo: boolean;
    readonly connected: boolean;
    readonly frameworks: readonly { readonly framework: string; readonly coverage: number | null }[];
  }[];
  readonly improvements: readonly { readonly gain: number; readonly remedy: string }[];
  readonly scan: {
    readonly results: readonly {
      readonly control: string;
      readonly evidence: readonly { readonly path: string; readonly value: unknown }[];
    }[];
  };
}

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

let folder: string;
const children: ChildProcess[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll up '));
  chmodSync(folder, 0o755);
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await untilGone(folder);
  rmSync(folder, { recursive: true, force: true });
});

function start(
  args: readonly string[],
  options: { readonly program?: string; readonly user?: typeof NOBODY } = {},
) {
  const { DATABASE_URL: _, DATABASE_OWNER_URL: __, ...environment } = process.env;
  const child = spawn(process.execPath, [options.program ?? PROGRAMS.cli, ...args], {
    cwd: folder,
    env: { ...environment, NODE_OPTIONS: '', HOME: folder },
    ...options.user,
  });
  children.push(child);
  return child;
}

async function run(...[args, options]: Parameters<typeof start>): Promise<Ran> {
  const child = start(args, options);
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (bytes: Buffer) => void (stdout += bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => void (stderr += bytes.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, stdout, stderr };
}

describe('plimsoll up that is told to stop while it starts', () => {
  it('does so at once, and leaves nothing behind', LIMIT, async () => {
    const child = start(['up', '--no-demo', '--port', '0']);
    let said = '';
    let told = false;
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    child.stderr.on('data', (bytes: Buffer) => {
      said += bytes.toString();
      if (told || !said.includes('Started Postgres')) return;
      told = child.kill('SIGTERM'); // once: the second signal is for those who do not want to wait
    });
    expect(await ended, said).toBe(0);
    expect(said).toContain('Stopping');
    expect(said).not.toContain('Judged');
    expect(await untilGone(folder)).toEqual([]);
  });
});

function summaryOf({ code, stdout, stderr }: Ran): Summary {
  expect(code, stderr).toBe(0);
  const summary: Summary = JSON.parse(stdout);
  return summary;
}

/** Waits for the end of every process that knows the folder. @returns those that are left after twenty seconds */
async function untilGone(name: string): Promise<readonly string[]> {
  const deadline = performance.now() + 20_000;
  for (;;) {
    const left = await processesNaming(name);
    if (left.length === 0 || performance.now() > deadline) return left;
    await wait(100); // between two looks at processes that are not ours
  }
}

const kernel = (key: string): string => readFileSync(`/proc/sys/${key.replaceAll('.', '/')}`, 'utf8').trim();

describe('plimsoll up --once --format json --no-demo', () => {
  const data = () => join(folder, 'data of one');
  let first: Summary;

  it(
    'shows the posture of this machine as JSON alone, in a path with a space, and leaves nothing running',
    LIMIT,
    async () => {
      const ran = await run([...ONCE, '--data', data()]);
      first = summaryOf(ran);
      expect(ran.stderr.match(/plim_api_/g)).toHaveLength(1);
      expect(ran.stdout).not.toContain('plim_api_');
      expect(first.schemaVersion).toBe(1);
      expect(first.clusters).toHaveLength(1);
      const [machine] = first.clusters;
      expect(machine).toMatchObject({ kind: 'host', demo: false, connected: true });
      const found = machine?.frameworks.find(({ framework }) => framework === 'plimsoll-kernel');
      expect(found?.coverage).toBeGreaterThan(0);
      expect(await untilGone(data())).toEqual([]);
    },
  );

  it('reads kernel values as the kernel tells them', () => {
    for (const key of ['kernel.kptr_restrict', 'kernel.dmesg_restrict', 'kernel.randomize_va_space']) {
      const shown = first.scan.results.flatMap(({ evidence }) => evidence).find(({ path }) => path === key);
      expect(String(shown?.value), key).toBe(kernel(key));
    }
  });

  it('knows the machine again at the next start, and tells no token twice', LIMIT, async () => {
    const ran = await run([...ONCE, '--data', data()]);
    expect(summaryOf(ran).clusters.map(({ id }) => id)).toEqual(first.clusters.map(({ id }) => id));
    expect(ran.stderr).not.toContain('plim_api_');
  });

  it('leaves no process behind when it is killed, and starts again', LIMIT, async () => {
    const child = start(['up', '--no-demo', '--port', '0', '--data', data()]);
    let stdout = '';
    child.stdout.on('data', (bytes: Buffer) => void (stdout += bytes.toString()));
    while (!stdout.includes('Running')) {
      const { promise, resolve } = Promise.withResolvers<void>();
      child.stdout.once('data', () => resolve());
      child.once('close', () => resolve());
      await promise;
      if (child.exitCode !== null) throw new Error(`up ended: ${stdout}`);
    }
    expect((await processesNaming(data())).length).toBeGreaterThan(2);
    child.kill('SIGKILL');
    expect(await untilGone(data())).toEqual([]);
    summaryOf(await run([...ONCE, '--data', data()]));
    expect(await untilGone(data())).toEqual([]);
  });

  it('works for an ordinary user', LIMIT, async ({ skip }) => {
    const own = join(folder, 'ordinary');
    mkdirSync(own);
    if (NOBODY.uid !== undefined) chownSync(own, NOBODY.uid, NOBODY.gid);
    const readable = spawnSync(process.execPath, [PROGRAMS.cli, 'version'], { ...NOBODY, env: {} });
    if (readable.status !== 0) {
      console.info('skipped: an ordinary user may not read this checkout');
      skip('an ordinary user may not read this checkout');
    }
    const ran = await run([...ONCE, '--data', join(own, 'data')], { user: NOBODY });
    expect(summaryOf(ran).clusters).toHaveLength(1);
    expect(await untilGone(own)).toEqual([]);
  });
});

describe('a checkout in a path with a space', () => {
  const tree = join(ROOT, '.nx', `a tree with a space ${process.pid}`);
  afterAll(() => rmSync(tree, { recursive: true, force: true }));

  it('works as any other', LIMIT, async () => {
    copyByLinks(tree);
    const program = join(tree, 'apps/cli/dist/bin/plimsoll.js');
    const ran = await run([...ONCE, '--data', join(folder, 'tree')], { program });
    expect(summaryOf(ran).clusters).toHaveLength(1);
    expect(await untilGone(tree)).toEqual([]);
  });
});

/** Real files by other names: nothing of it resolves back to the tree that it came from. */
function copyByLinks(tree: string): void {
  mkdirSync(tree, { recursive: true });
  const parts = ['package.json', 'node_modules', 'apps', 'libs', 'tools'];
  for (const part of parts) {
    const target = join(tree, part);
    mkdirSync(dirname(target), { recursive: true });
    const { status, stderr } = spawnSync('cp', ['-al', join(ROOT, part), target], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
  }
}
