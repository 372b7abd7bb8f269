import { bySlug } from '../../settings/by-slug.js';
import { AROUND_THE_KERNEL } from './around-the-kernel.table.js';
import { HARDENING } from './hardening.table.js';
import { MITIGATION_PARAMETERS } from './mitigation-parameters.table.js';
import { SWITCHED_OFF } from './switched-off.table.js';

/** Every judged boot parameter, by topic. */
export const CMDLINE_TOPICS = {
  'switched-off': SWITCHED_OFF,
  mitigations: MITIGATION_PARAMETERS,
  hardening: HARDENING,
  'around-the-kernel': AROUND_THE_KERNEL,
} as const;

/** Every judged boot parameter, in groups of one control each. */
export const CMDLINE_ROWS = bySlug(Object.values(CMDLINE_TOPICS).flat());
