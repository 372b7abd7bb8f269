import type { DerivedFacts } from '@plimsoll/engine';
import type { Fact } from '@plimsoll/model';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { cliErrors } from '../errors.js';
import type { WorkerTask } from './scan-worker.js';
import type { ShardReport } from './shard-report.js';

/** Room for what lives from reading a file to judging it, so that it is not copied again and again. */
const LIMITS = { maxYoungGenerationSizeMb: 96, maxOldGenerationSizeMb: 4_096 };

/** Worker threads that share the files among them and with the thread that starts them. */
export class WorkerPool {
  private readonly workers: readonly Worker[];
  private readonly loaded: Promise<readonly Fact[]>[];

  constructor(count: number, workerData: WorkerTask) {
    this.workers = Array.from(
      { length: count },
      () => new Worker(new URL('./scan-worker.js', import.meta.url), { workerData, resourceLimits: LIMITS }),
    );
    this.loaded = this.workers.map((worker) => answer<readonly Fact[]>(worker));
  }

  async derivationFacts(): Promise<readonly Fact[]> {
    return (await Promise.all(this.loaded)).flat();
  }

  judgeAll(derived: DerivedFacts): Promise<ShardReport[]> {
    return Promise.all(
      this.workers.map((worker) => {
        const report = answer<ShardReport>(worker);
        worker.postMessage(derived);
        return report;
      }),
    );
  }

  /** Ends the threads; safe after a failure too. */
  async close(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.terminate()));
  }
}

async function answer<T>(worker: Worker): Promise<T> {
  try {
    // The other side of this thread is ours.
    const [message] = (await once(worker, 'message')) as [T];
    return message;
  } catch (cause) {
    throw cliErrors.error('SCAN_WORKER_FAILED', cause instanceof Error ? cause.message : String(cause), {
      cause,
    });
  }
}
