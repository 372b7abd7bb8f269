import { isClusterId, isOrganizationId } from '@plimsoll/model';
import type { LogFields, Logger } from '@plimsoll/runtime';
import { silentLogger } from '@plimsoll/runtime';
import { afterEach, expect, it, vi } from 'vitest';
import type { ClusterAddress } from '../evaluated-cluster.js';
import { JudgeThreads } from './judge-threads.js';

const id = 'b3b0c1a4-8d1c-4a6e-9a53-2f1f0f6d7c11';
if (!isOrganizationId(id) || !isClusterId(id)) throw new RangeError(id);
const CLUSTER: ClusterAddress = { organizationId: id, clusterId: id };

/** A thread that answers each task by this expression, which knows the task, the thread's id and its port. */
const moduleOf = (answer: string): URL =>
  new URL(
    `data:text/javascript,${encodeURIComponent(`
      import { parentPort, threadId } from 'node:worker_threads';
      parentPort.on('message', (task) => task.end ? parentPort.close() : ${answer});`)}`,
  );
const ANSWERS_KEYS = moduleOf(
  `setTimeout(() => parentPort.postMessage({ batch: { keys: [String(threadId), task.range.after] } }), 5)`,
);

const warnings: LogFields[] = [];
const logger: Logger = { ...silentLogger, warn: (fields) => void warnings.push(fields) };
const opened: JudgeThreads[] = [];
function threadsOf(module: URL, count = 2, idleMs = 60_000): JudgeThreads {
  const threads = new JudgeThreads({ module, count, idleMs, databaseUrl: 'postgres://none', logger });
  opened.push(threads);
  return threads;
}
afterEach(async () => {
  warnings.length = 0;
  await Promise.all(opened.splice(0).map((threads) => threads.close()));
});

const keysOf = async (threads: JudgeThreads, after = ''): Promise<readonly string[] | undefined> =>
  (await threads.judge(CLUSTER, { after }))?.keys;

it('gives each who asks the answer to its own question, from at most so many threads', async () => {
  const threads = threadsOf(ANSWERS_KEYS);
  const wanted = Array.from({ length: 12 }, (_, index) => `key ${index}`);
  const answers = await Promise.all(wanted.map((after) => keysOf(threads, after)));
  expect(answers.map((keys) => keys?.[1])).toEqual(wanted);
  expect(new Set(answers.map((keys) => keys?.[0])).size).toBe(2);
});

it('leaves what a thread could not judge to whoever asked, and says why', async () => {
  const threads = threadsOf(moduleOf(`parentPort.postMessage({ failure: 'no database' })`));
  expect(await keysOf(threads)).toBeUndefined();
  expect(warnings).toEqual([{ reason: expect.stringContaining('no database'), ...CLUSTER }]);
});

it.each([
  ['throws', `(() => { throw new Error('it broke') })()`, 'it broke'],
  ['ends', 'process.exit(3)', 'it has ended'],
])('goes on with another thread where one %s', async (_, answer, reason) => {
  const threads = threadsOf(moduleOf(answer), 1);
  expect(await Promise.all([keysOf(threads), keysOf(threads)])).toEqual([undefined, undefined]);
  expect(warnings).toHaveLength(2);
  expect(warnings[0]?.['reason']).toContain(reason);
});

it('leaves all to whoever asks where threads cannot start', async () => {
  const threads = threadsOf(new URL('./no-such-module.js', import.meta.url));
  expect(await keysOf(threads)).toBeUndefined();
});

it('ends threads that have had nothing to do for a while, and starts others when there is', async () => {
  const threads = threadsOf(ANSWERS_KEYS, 1, 1);
  const first = await keysOf(threads);
  await vi.waitFor(async () => expect(await keysOf(threads)).not.toEqual(first), { timeout: 20_000 });
});

it('judges nothing once it is closed, and what is in hand is answered', async () => {
  const threads = threadsOf(ANSWERS_KEYS);
  const inHand = keysOf(threads, 'last');
  await threads.close();
  expect((await inHand)?.[1]).toBe('last');
  expect(await keysOf(threads)).toBeUndefined();
});
