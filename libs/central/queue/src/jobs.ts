import type { ClusterId, OrganizationId } from '@plimsoll/model';

/** A job about one cluster. */
export interface ClusterPayload {
  readonly organizationId: OrganizationId;
  readonly clusterId: ClusterId;
}

/** What each job carries: ids only, because the queue is a hint and the store the truth. */
export interface JobPayloads {
  /** Brings the verdicts of a cluster up to its facts. */
  readonly evaluate: ClusterPayload;
  /** Finds every cluster that is behind and enqueues it. */
  readonly sweep: Readonly<Record<never, never>>;
  /** Removes a cluster with its data, in batches. */
  readonly 'delete-cluster': ClusterPayload;
}

export type JobName = keyof JobPayloads;

export interface JobDefinition {
  /** Lower runs first. */
  readonly priority: number;
  /** Tries in all of an error that may heal by itself; what will not heal is discarded at once. */
  readonly attempts: number;
}

/** One entry a job, one handler a job: the worker does not start otherwise. */
export const JOBS: { readonly [Name in JobName]: JobDefinition } = {
  sweep: { priority: 1, attempts: 3 },
  evaluate: { priority: 5, attempts: 8 },
  'delete-cluster': { priority: 10, attempts: 20 },
};

export const JOB_NAMES: readonly JobName[] = ['evaluate', 'sweep', 'delete-cluster'];

export const isJobName = (name: string): name is JobName => Object.hasOwn(JOBS, name);

/** `job:organization:cluster`; a second job of the same id waits for the running one, a third is dropped. */
export function deduplicationKey<Name extends JobName>(job: Name, payload: JobPayloads[Name]): string {
  if ('clusterId' in payload) return `${job}:${payload.organizationId}:${payload.clusterId}`;
  return job;
}
