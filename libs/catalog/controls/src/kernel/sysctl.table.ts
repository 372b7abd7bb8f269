import { EXPOSURE } from './exposure.table.js';
import { FILES } from './files.table.js';
import { NETWORK } from './network.table.js';
import { RESILIENCE } from './resilience.table.js';
import { STARTED_PROGRAMS } from './started-programs.table.js';
import { sysctlSetting } from './sysctl-row.js';
import type { SettingRow } from '../settings/setting-control.js';

/** Every live kernel setting that is judged. */
export const SYSCTL_ROWS: readonly SettingRow[] = [
  ...EXPOSURE,
  ...STARTED_PROGRAMS,
  ...FILES,
  ...NETWORK,
  ...RESILIENCE,
].map(sysctlSetting);
