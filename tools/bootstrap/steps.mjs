// Set-up in named steps, each done once: a stamp beside its result says from what it was made.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { thisMachine, unsupported } from './platform.mjs';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
export const node24 = join(root, 'node_modules/.bin/node');
const BUILT_FROM = ['apps', 'libs', 'tools/fleet', 'tools/bench', 'tools/testbed', 'tools/build'];

/** Runs a command with its output held back; shows it only when the command fails. */
function run(command, args, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output = [];
    child.stdout.on('data', (chunk) => output.push(chunk));
    child.stderr.on('data', (chunk) => output.push(chunk));
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0
        ? resolve()
        : reject(
            new Error(
              `${[command, ...args].join(' ')} ended with ${code}:\n${Buffer.concat(output).toString()}`,
            ),
          ),
    );
  });
}

function digest(parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex');
}

/** Path, size and time of every source file: a change of any of them builds again. */
function sources(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== 'dist' && name !== 'node_modules')
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return sources(path);
      const { size, mtimeMs } = statSync(path);
      return [`${path} ${size} ${mtimeMs}`];
    });
}

async function step(name, stamp, from, work) {
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === from) return;
  const begin = performance.now();
  process.stderr.write(`${name} ... `);
  rmSync(stamp, { force: true });
  try {
    await work();
  } catch (error) {
    process.stderr.write('failed\n');
    throw error;
  }
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, from);
  process.stderr.write(`${((performance.now() - begin) / 1000).toFixed(1)} s\n`);
}

/** Installs from the lock file and builds, where that was not done yet. */
export async function setUp() {
  const why = unsupported(thisMachine());
  if (why) throw new Error(why);
  const lock = readFileSync(join(root, 'package-lock.json'));
  const installed = digest([lock, process.platform, process.arch]);
  await step('Installing dependencies', join(root, 'node_modules/.plimsoll-installed'), installed, () =>
    run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {}),
  );
  const built = digest([
    installed,
    ...BUILT_FROM.filter((folder) => existsSync(join(root, folder))).flatMap((folder) =>
      sources(join(root, folder)),
    ),
  ]);
  await step('Building', join(root, 'node_modules/.plimsoll-built'), built, () =>
    run(node24, ['tools/build/build.mjs'], {}),
  );
}

const parent = process.ppid;
/** So often it is seen whether npm is still there, milliseconds. */
const PARENT_MS = 500;

/**
 * npm passes signals to its own child alone, which is a shell where a script does not begin with `exec`, and a killed
 * one passes none: whoever was started by it and has lost its parent was told to stop.
 */
function whenParentIsGone(stop) {
  if (process.env.npm_lifecycle_event === undefined) return;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    stop();
  }, PARENT_MS);
  timer.unref();
}

/** Runs a program to its end in place of this one: same terminal, signals passed on, same exit code. */
export function become(command, args) {
  const child = spawn(command, args, {
    stdio: 'inherit',
    env: { ...process.env, PATH: `${join(root, 'node_modules/.bin')}:${process.env.PATH}` },
  });
  // A terminal sends its signals to the whole group by itself; those sent to this process alone are passed on.
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  process.on('SIGINT', () => undefined);
  whenParentIsGone(() => child.kill('SIGTERM'));
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: 1, error }));
    child.on('close', (code, signal) => resolve({ code: code ?? (signal === 'SIGINT' ? 130 : 143) }));
  });
}

export function fail(error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
