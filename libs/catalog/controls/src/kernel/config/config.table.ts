import { bySlug } from '../../settings/by-slug.js';
import { ARM_RISCV } from './arm-riscv.table.js';
import { CLOSED_BY_KSPP } from './closed-by-kspp.table.js';
import { DEBUGGING } from './debugging.table.js';
import { INTEGRITY } from './integrity.table.js';
import { MEMORY } from './memory.table.js';
import { MITIGATIONS } from './mitigations.table.js';
import { SURFACE } from './surface.table.js';
import { X86 } from './x86.table.js';

/** Every judged option, by topic. */
export const CONFIG_TOPICS = {
  memory: MEMORY,
  integrity: INTEGRITY,
  'closed-by-kspp': CLOSED_BY_KSPP,
  surface: SURFACE,
  debugging: DEBUGGING,
  mitigations: MITIGATIONS,
  x86: X86,
  'arm-riscv': ARM_RISCV,
} as const;

/** Every judged option, in groups of one control each. */
export const CONFIG_ROWS = bySlug(Object.values(CONFIG_TOPICS).flat());
