import type { Control } from '@plimsoll/engine';
import { settingControl } from '../settings/setting-control.js';
import { SYSCTL_ROWS } from './sysctl.table.js';

export { kernelCases } from './kernel.cases.js';

/** Live kernel settings, a control per row. */
export const kernelControls: readonly Control[] = SYSCTL_ROWS.map(settingControl);
