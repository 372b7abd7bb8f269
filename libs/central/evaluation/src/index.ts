export { createEvaluation } from './evaluation.js';
export type { Evaluated, Evaluation, EvaluationOptions, Readiness } from './evaluation.js';
export type { EvaluationCatalogParts } from './evaluation-catalog.js';
export { POSTURE_CHANNEL } from '@plimsoll/posture';
export type { ClusterAddress } from './evaluated-cluster.js';
export { evaluationErrors } from './errors.js';
export { runJudgeThread } from './threads/run-judge-thread.js';
export type { JudgeThreadsOptions } from './threads/judge-threads.js';
