import type { Control } from '@plimsoll/engine';
import { factControl } from '../settings/fact-control.js';
import { settingControl } from '../settings/setting-control.js';
import { BOOT_FACTS } from './boot-facts.table.js';
import { BOOT_ROWS } from './boot-settings.table.js';
import { confinementControls } from './confinement.js';
import { diskEncryption } from './disk-encryption.js';
import { kernelUpdate } from './kernel-update.js';
import { TAINTS, taintControl } from './taint.js';
import { trustedBootControls } from './trusted-boot.js';

export { bootCases } from './boot.cases.js';

/** Security modules, what may start and be loaded, and what has weakened the kernel since. */
export const bootControls: readonly Control[] = [
  ...BOOT_ROWS.map(settingControl),
  ...confinementControls,
  ...trustedBootControls,
  ...TAINTS.map(taintControl),
  ...BOOT_FACTS.map(factControl),
  diskEncryption,
  kernelUpdate,
];
