export { HOST_TREES } from './host-trees.js';
export { plantHost } from './plant-host.js';
export type { HostTree, PlantedHost } from './plant-host.js';
export { hostRunning } from './processes.js';
