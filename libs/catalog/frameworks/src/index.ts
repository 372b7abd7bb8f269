export { FRAMEWORKS } from './frameworks.js';
export { appliesTo, findFramework, frameworkById, requirementsOfControl } from './find-framework.js';
export type { ControlRequirement } from './find-framework.js';
export { isNotImplemented } from './declare.js';
export { frameworksErrors } from './errors.js';
