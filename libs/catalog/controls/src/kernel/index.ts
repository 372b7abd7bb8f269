import type { Control } from '@plimsoll/engine';
import { settingControl } from '../settings/setting-control.js';
import { cmdlineControl } from './cmdline/cmdline-control.js';
import { CMDLINE_ROWS } from './cmdline/cmdline.table.js';
import { configControl } from './config/config-control.js';
import { CONFIG_ROWS } from './config/config.table.js';
import { moduleControl, overlayControl } from './modules/module-control.js';
import { MODULE_ROWS } from './modules/modules.table.js';
import { declaredInForce } from './declared.js';
import { SYSCTL_ROWS } from './sysctl.table.js';

export { kernelCases } from './kernel.cases.js';

/** The kernel of a host, a control per row: how it was built, how it was booted, its modules, and its live settings. */
export const kernelControls: readonly Control[] = [
  ...SYSCTL_ROWS.map(settingControl),
  declaredInForce,
  ...CMDLINE_ROWS.map(cmdlineControl),
  ...CONFIG_ROWS.map(configControl),
  ...MODULE_ROWS.map(moduleControl),
  overlayControl,
];
