import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { buildTestbed } from './build-testbed.js';
import { PROGRAM_NAMES, buildName } from './pins.js';

let root: string;
let cache: string;

/** A compiler that writes down what it was asked for, and fails where the file `broken` names the program. */
const COMPILER = `#!/bin/sh
[ "$1" = version ] && { echo go version go1.26; exit; }
echo "$6" "$CGO_ENABLED" >> "$ROOT/calls"
if grep -qs "$6" "$ROOT/broken"; then echo "undefined: everything"; exit 1; fi
echo program > "$5"
`;

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'plimsoll-build-'));
  cache = path.join(root, 'cache');
  mkdirSync(path.join(root, 'bin'));
  writeFileSync(path.join(root, 'bin/go'), COMPILER);
  chmodSync(path.join(root, 'bin/go'), 0o755);
  vi.stubEnv('PATH', `${root}/bin:/usr/bin:/bin`);
  vi.stubEnv('ROOT', root);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true });
});

const calls = (): string[] => readFileSync(path.join(root, 'calls'), 'utf8').trim().split('\n');

it('builds each program once, says so with seconds, and finds nothing to do afterwards', async () => {
  let said = '';
  const say = (text: string): void => void (said += text);
  const folder = await buildTestbed({ say, cache });
  expect(folder).toBe(path.join(cache, buildName()));
  expect(readdirSync(folder).sort()).toEqual(['built-with.txt', ...PROGRAM_NAMES].sort());
  expect(said).toMatch(/Building kube-apiserver \.\.\. \d+\.\d s, 0 MiB\n/);
  expect(calls()).toHaveLength(5);
  expect(calls()[0]).toBe('go.etcd.io/etcd/server/v3 0');
  const begin = performance.now();
  await buildTestbed({ say, cache });
  expect(performance.now() - begin).toBeLessThan(100);
  expect(calls()).toHaveLength(5);
});

it('shows what the compiler said, and goes on from there the next time', async () => {
  writeFileSync(path.join(root, 'broken'), 'k8s.io/kubernetes/cmd/kube-scheduler\n');
  const say = (): void => undefined;
  await expect(buildTestbed({ say, cache })).rejects.toMatchObject({
    code: 'TESTBED_BUILD_FAILED',
    message: expect.stringContaining('undefined: everything'),
  });
  expect(existsSync(path.join(cache, buildName()))).toBe(false);
  rmSync(path.join(root, 'broken'));
  await buildTestbed({ say, cache });
  expect(calls().filter((call) => call.includes('kube-apiserver'))).toHaveLength(1);
});

it('lets two that build at once share one build', async () => {
  let waits = 0;
  const say = (text: string): void => void (waits += text.startsWith('Another build') ? 1 : 0);
  const folders = await Promise.all([buildTestbed({ say, cache }), buildTestbed({ say, cache })]);
  expect(new Set(folders).size).toBe(1);
  expect([waits, calls().length]).toEqual([1, 5]);
});

it('says in a sentence that Go is missing', async () => {
  rmSync(path.join(root, 'bin/go'));
  vi.stubEnv('PATH', path.join(root, 'bin'));
  await expect(buildTestbed({ say: () => undefined, cache })).rejects.toMatchObject({
    code: 'TESTBED_NO_GO',
    hint: expect.stringContaining('https://go.dev/dl'),
  });
});
