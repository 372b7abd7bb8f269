export { runOnce } from './run-once.js';
export { testStore } from './test-store.js';
export type { TestCluster, TestStore } from './test-store.js';
