export { CONTROLS } from './registry.js';
export { controlById, controlsByReference, findControl } from './find/find-control.js';
export { nearestNames } from './find/nearest-names.js';
export { CATALOG_ORDINAL, CATALOG_VERSION, PLACES, controlDigest } from './catalog/catalog.js';
export { controlId } from './declare.js';
export { KERNEL_TOPICS } from './kernel/topics.js';
export { controlsErrors } from './errors.js';
export { minorOf, namespacePolicy } from './pod-security/namespace-labels.js';
export type { LevelVersion, NamespacePolicy, PolicyLevel } from './pod-security/namespace-labels.js';
