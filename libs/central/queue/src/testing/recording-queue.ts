import type { Queue } from '../queue.js';
import type { JobName, JobPayloads } from '../jobs.js';

export interface RecordedJob<Name extends JobName = JobName> {
  readonly job: Name;
  readonly payload: JobPayloads[Name];
}

/** A queue that keeps what is enqueued and runs nothing. */
export function recordingQueue(): Queue & { readonly jobs: readonly RecordedJob[] } {
  const jobs: RecordedJob[] = [];
  return {
    jobs,
    enqueue: (job, payload) => Promise.resolve(void jobs.push({ job, payload })),
    repeat: () => Promise.resolve(),
    work: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}
