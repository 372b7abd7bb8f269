import type { ClusterAddress } from '../evaluated-cluster.js';
import type { SubjectRange } from '../judge/dirty-batch.repository.js';
import type { JudgedBatch } from '../judge/judged-batch.js';

/** What a thread is started with. */
export interface JudgeThreadData {
  /** Postgres as the application role: each thread has a connection of its own. */
  readonly databaseUrl: string;
}

/** What a thread is asked; one at a time. `end`: to close its connection and be gone. */
export type JudgeTask =
  { readonly cluster: ClusterAddress; readonly range: SubjectRange } | { readonly end: true };

export type JudgeAnswer = { readonly batch: JudgedBatch } | { readonly failure: string };
