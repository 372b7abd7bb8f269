export { anyRbacFacts, anyRule } from './arbitraries.js';
export { bySource, nodeFact, objectFact, versionFact } from './facts.js';
