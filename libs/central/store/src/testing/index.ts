export { runOnce, testStore } from './test-store.js';
export type { TestCluster, TestStore } from './test-store.js';
