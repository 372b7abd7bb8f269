export { generateObjects } from './objects/cluster.js';
export type { GeneratedCluster } from './objects/cluster.js';
export { CAREFUL, CARELESS, ORDINARY } from './objects/habits.js';
export type { Habits } from './objects/habits.js';
export { seeded } from './random.js';
export type { Random } from './random.js';
