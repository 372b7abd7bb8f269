import { CONTROLS } from '@plimsoll/controls';
import type { DerivedFacts } from '@plimsoll/engine';
import type { ManifestFile } from '@plimsoll/probes';
import { parentPort, workerData } from 'node:worker_threads';
import type { Format } from './scan-options.js';
import { Shard } from './shard.js';

/** What a worker thread is started with. */
export interface WorkerTask {
  readonly files: readonly ManifestFile[];
  /** One number that all workers count up: the next file. */
  readonly next: SharedArrayBuffer;
  readonly controls: readonly string[];
  readonly format: Format;
  readonly everything: boolean;
}

const task = workerData as WorkerTask;
const wanted = new Set(task.controls);
const shard = new Shard(
  CONTROLS.filter(({ id }) => wanted.has(id)),
  task.format,
  task.everything,
);

const next = new Int32Array(task.next);
for (let index = Atomics.add(next, 0, 1); index < task.files.length; index = Atomics.add(next, 0, 1)) {
  const file = task.files[index];
  // The standard input is read by the main thread.
  if (file !== undefined && file.path !== '-') shard.loadFile(index, file);
}

// Once what is derived from all of them comes back, judge; then there is nothing more to wait for.
parentPort?.once('message', (derived: DerivedFacts) => {
  parentPort?.postMessage(shard.judgeAll(derived));
});
parentPort?.postMessage(shard.derivationFacts());
