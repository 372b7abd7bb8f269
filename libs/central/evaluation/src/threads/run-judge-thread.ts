import { describeError } from '@plimsoll/runtime';
import type { Logger } from '@plimsoll/runtime';
import { openStore } from '@plimsoll/store';
import type { Store } from '@plimsoll/store';
import { parentPort, workerData } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { probeOnly } from '../evaluated-cluster.js';
import { evaluationCatalog } from '../evaluation-catalog.js';
import type { EvaluationCatalog, EvaluationCatalogParts } from '../evaluation-catalog.js';
import { readAndJudge } from '../judge/judged-batch.js';
import type { JudgeAnswer, JudgeTask, JudgeThreadData } from './judge-task.js';

/**
 * The whole work of a judging thread, until it is told to end: reads and judges batches of dirty subjects on a
 * connection of its own, writes nothing. For the module that the composition root names in `JudgeThreadsOptions`, with
 * the same catalogue as there.
 */
export async function runJudgeThread(parts: EvaluationCatalogParts, logger: Logger): Promise<void> {
  const port = parentPort;
  if (port === null) throw new TypeError('a judging thread is started by its evaluation');
  // The other side of this thread is ours.
  const { databaseUrl } = workerData as JudgeThreadData;
  const catalog = evaluationCatalog(parts);
  const store = await openStore({ url: databaseUrl, poolSize: 1, logger });
  port.on('message', (task: JudgeTask) => void serve(port, store, catalog, task));
}

async function serve(
  port: MessagePort,
  store: Store,
  catalog: EvaluationCatalog,
  task: JudgeTask,
): Promise<void> {
  if ('end' in task) {
    await store.close();
    port.close();
    return;
  }
  const answer = await judged(store, catalog, task);
  port.postMessage(answer, 'batch' in answer ? buffersOf(answer) : []);
}

async function judged(
  store: Store,
  catalog: EvaluationCatalog,
  { cluster, range }: Exclude<JudgeTask, { readonly end: true }>,
): Promise<JudgeAnswer> {
  try {
    const batch = await store.transaction(cluster.organizationId, async (tx) => {
      await probeOnly(tx);
      return readAndJudge(tx, cluster, catalog, range);
    });
    return { batch };
  } catch (error) {
    return { failure: JSON.stringify(describeError(error)) };
  }
}

/** The rows go over without a copy. */
const buffersOf = ({ batch }: Extract<JudgeAnswer, { readonly batch: unknown }>): readonly ArrayBuffer[] =>
  batch.changes?.findings.open.rows.map(({ buffer }) => buffer) ?? [];
