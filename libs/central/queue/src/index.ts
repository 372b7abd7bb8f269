export { queueErrors } from './errors.js';
export { JOBS, JOB_NAMES } from './jobs.js';
export type { ClusterPayload, JobDefinition, JobName, JobPayloads } from './jobs.js';
export { combineHandlers } from './handlers.js';
export type { JobContext, JobHandler, JobHandlers } from './handlers.js';
export { migrateQueue } from './migrate-queue.js';
export { openQueue } from './open-queue.js';
export type { QueueOptions } from './open-queue.js';
export type { Queue, WorkOptions } from './queue.js';
