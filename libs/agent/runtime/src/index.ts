export { feedOf, unitKey } from './source/fact-source.js';
export type { Emit, FactFeed, FactSource, PassOutcome, UnitId } from './source/fact-source.js';
