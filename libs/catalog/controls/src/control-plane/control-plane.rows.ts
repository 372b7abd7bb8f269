import type { FlagRow } from '../components/flag-control.js';
import { API_SERVER_ACCESS } from './api-server-access.table.js';
import { API_SERVER_ADMISSION } from './api-server-admission.table.js';
import { API_SERVER_DATA } from './api-server-data.table.js';
import { ETCD } from './etcd.table.js';
import { CONTROLLER_MANAGER, SCHEDULER } from './managers.table.js';

/** Every row about one flag of a component of the control plane. */
export const CONTROL_PLANE_ROWS: readonly FlagRow[] = [
  ...API_SERVER_ACCESS,
  ...API_SERVER_ADMISSION,
  ...API_SERVER_DATA,
  ...CONTROLLER_MANAGER,
  ...SCHEDULER,
  ...ETCD,
];
