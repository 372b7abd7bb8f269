import { CAPACITY } from './capacity.table.js';
import { EXPOSURE } from './exposure.table.js';
import { FILES } from './files.table.js';
import { LIMITS } from './limits.table.js';
import { NETWORK } from './network.table.js';
import { NETWORK_FURTHER } from './network-further.table.js';
import { RESILIENCE } from './resilience.table.js';
import { STARTED_PROGRAMS } from './started-programs.table.js';
import { sysctlSetting } from './sysctl-row.js';
import type { SettingRow } from '../settings/setting-control.js';

/** Live kernel settings of which a framework names topics instead of rows. */
export const SYSCTL_TOPICS = {
  limits: LIMITS,
  network: NETWORK_FURTHER,
  capacity: CAPACITY,
} as const;

/** Every live kernel setting that is judged. */
export const SYSCTL_ROWS: readonly SettingRow[] = [
  ...EXPOSURE,
  ...STARTED_PROGRAMS,
  ...FILES,
  ...NETWORK,
  ...RESILIENCE,
  ...LIMITS,
  ...NETWORK_FURTHER,
  ...CAPACITY,
].map(sysctlSetting);
