import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { testbedErrors } from '../errors.js';
import { hold } from './exclusive.js';
import { go } from './go.js';
import { PROGRAMS, buildName, cacheFolder, pinsFolder, versions } from './pins.js';
import type { Program } from './pins.js';

export interface BuildOptions {
  /** Progress for a person: a step's name first, its seconds when it is done. */
  readonly say: (text: string) => void;
  /** Default `cacheFolder()`. */
  readonly cache?: string;
}

const VERSION = 'k8s.io/component-base/version';

function linkerFlags(program: Program): string {
  if (program.pins === 'etcd') return '-s -w';
  const { kubernetes } = versions();
  const [major, minor] = kubernetes.split('.');
  const values = {
    gitVersion: `v${kubernetes}`,
    gitMajor: major,
    gitMinor: minor,
    gitTreeState: 'archive',
    gitCommit: 'module',
  };
  return ['-s -w', ...Object.entries(values).map(([name, value]) => `-X ${VERSION}.${name}=${value}`)].join(
    ' ',
  );
}

async function step(name: string, say: BuildOptions['say'], work: () => Promise<string>): Promise<void> {
  const begin = performance.now();
  say(`${name} ... `);
  try {
    const result = await work();
    say(`${((performance.now() - begin) / 1000).toFixed(1)} s${result}\n`);
  } catch (error) {
    say('failed\n');
    throw error;
  }
}

async function compile(program: Program, folder: string): Promise<string> {
  const file = path.join(folder, program.name);
  const { code, output } = await go(
    ['build', '-ldflags', linkerFlags(program), '-o', `${file}.partial`, program.package],
    pinsFolder(program.pins),
  );
  if (code !== 0)
    throw testbedErrors.error(
      'TESTBED_BUILD_FAILED',
      `go build of ${program.name} ended with ${code}:\n${output}`,
    );
  await rename(`${file}.partial`, file);
  return `, ${Math.round((await stat(file)).size / 2 ** 20)} MiB`;
}

async function fill(building: string, say: BuildOptions['say']): Promise<void> {
  await mkdir(building, { recursive: true });
  const { output } = await go(['version'], building);
  await writeFile(path.join(building, 'built-with.txt'), `${output}\n`);
  const left = PROGRAMS.filter(({ name }) => !existsSync(path.join(building, name)));
  for (const program of left) await step(`Building ${program.name}`, say, () => compile(program, building));
}

/** What an aborted build of other pins left; finished ones stay, for another checkout may use them. */
async function removeAbandoned(cache: string, keep: string): Promise<void> {
  for (const name of await readdir(cache))
    if (name.startsWith('.building-') && name !== keep)
      await rm(path.join(cache, name), { recursive: true, force: true });
}

/**
 * Builds the testbed's programs, unless they are there: about eight minutes on two cores from nothing, 4 GB of disk in
 * Go's own caches. Two at once wait for each other; one that was killed goes on with the program it was at.
 * @returns the folder of the programs.
 * @throws TESTBED_NO_GO, TESTBED_BUILD_FAILED
 */
export async function buildTestbed({ say, cache = cacheFolder() }: BuildOptions): Promise<string> {
  const name = buildName();
  const folder = path.join(cache, name);
  if (existsSync(folder)) return folder;
  const held = await hold(`build ${cache}`, () =>
    say('Another build of the testbed is under way, waiting for it.\n'),
  );
  try {
    if (existsSync(folder)) return folder;
    const building = path.join(cache, `.building-${name}`);
    await fill(building, say);
    await rename(building, folder);
    await removeAbandoned(cache, `.building-${name}`);
    return folder;
  } finally {
    await held.release();
  }
}
