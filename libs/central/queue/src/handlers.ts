import { queueErrors } from './errors.js';
import { JOB_NAMES, isJobName } from './jobs.js';
import type { JobName, JobPayloads } from './jobs.js';

export interface JobContext {
  /** Aborted when the process must end now; the job is then run again elsewhere. */
  readonly signal: AbortSignal;
}

/** Runs at least once for each job: it must not matter when it runs twice. */
export type JobHandler<Name extends JobName> = (
  payload: JobPayloads[Name],
  context: JobContext,
) => Promise<void>;

export type JobHandlers = { readonly [Name in JobName]: JobHandler<Name> };

/**
 * The handlers of several parts as one table.
 * @throws QUEUE_HANDLER_TWICE, QUEUE_HANDLER_MISSING, QUEUE_HANDLER_UNKNOWN
 */
export function combineHandlers(parts: readonly Partial<JobHandlers>[]): JobHandlers {
  const names = parts.flatMap((part) => Object.keys(part));
  for (const name of names) {
    if (!isJobName(name))
      throw queueErrors.error('QUEUE_HANDLER_UNKNOWN', `no job is called ${name}`, {
        details: { job: name },
      });
    if (names.indexOf(name) !== names.lastIndexOf(name)) {
      throw queueErrors.error('QUEUE_HANDLER_TWICE', `the job ${name} has two handlers`, {
        details: { job: name },
      });
    }
  }
  const combined: Partial<JobHandlers> = Object.assign({}, ...parts);
  const { evaluate, sweep, 'delete-cluster': deleteCluster } = combined;
  if (evaluate === undefined || sweep === undefined || deleteCluster === undefined) {
    const job = JOB_NAMES.find((name) => combined[name] === undefined) ?? '';
    throw queueErrors.error('QUEUE_HANDLER_MISSING', `the job ${job} has no handler`, { details: { job } });
  }
  return { evaluate, sweep, 'delete-cluster': deleteCluster };
}
