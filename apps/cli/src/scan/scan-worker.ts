import { CONTROLS } from '@plimsoll/controls';
import type { DerivedFacts } from '@plimsoll/engine';
import type { ManifestFile } from '@plimsoll/probes';
import { parentPort, workerData } from 'node:worker_threads';
import type { Output } from './scan-options.js';
import { shareFiles } from './share-files.js';
import type { NextFile } from './share-files.js';
import { Shard } from './shard.js';

/** What a worker thread is started with. */
export interface WorkerTask extends Output {
  readonly files: readonly ManifestFile[];
  readonly next: NextFile;
  readonly controls: readonly string[];
  /** What is derived from no file. */
  readonly known: DerivedFacts;
}

const task = workerData as WorkerTask;
const wanted = new Set(task.controls);
const shard = new Shard(
  CONTROLS.filter(({ id }) => wanted.has(id)),
  task,
  task.known,
);
shareFiles(task.files, task.next, shard);

// Once what is derived from all of them comes back, judge; then there is nothing more to wait for.
parentPort?.once('message', (derived: DerivedFacts) => {
  parentPort?.postMessage(shard.judgeAll(derived));
});
parentPort?.postMessage(shard.derivationFacts());
