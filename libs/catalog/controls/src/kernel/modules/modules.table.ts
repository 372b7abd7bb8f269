import { FILE_SYSTEMS } from './file-systems.table.js';
import { OTHER_MODULES } from './other-modules.table.js';
import { PROTOCOLS } from './protocols.table.js';

/** Every judged module but overlay, which is judged the other way round, by topic. */
export const MODULE_TOPICS = {
  'file-systems': FILE_SYSTEMS,
  protocols: PROTOCOLS,
  others: OTHER_MODULES,
} as const;

/** Every module that a node should keep out of reach. */
export const MODULE_ROWS = Object.values(MODULE_TOPICS).flat();
