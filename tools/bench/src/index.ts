export { SCENARIOS } from './scenarios.js';
export type { Bench, Scenario } from './scenario.js';
export { runBench } from './run-bench.js';
export type { Streams } from './run-bench.js';
export type { Figure, Measured, Target } from './figure.js';
