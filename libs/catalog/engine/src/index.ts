export type { Control, ControlCase, Framework, Need, Requirement, RequirementControl, SubjectView } from './control.js';
export type { DerivedId, DerivedKey, Derivation } from './derivation.js';
