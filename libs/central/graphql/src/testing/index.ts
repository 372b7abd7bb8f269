export { TestApi } from './test-api.js';
export type { Answer, Asked, ShownError, TestOrganization } from './test-api.js';
export { seedCluster } from './seed.js';
