import type { Control, Need } from '@plimsoll/engine';
import { configuredControl } from '../components/configured-control.js';
import { KUBELET_ROWS } from './kubelet.rows.js';
import { serviceUnit } from './service-unit.js';
import { workerLogins } from './worker-logins.js';

export { kubeletCases } from './kubelet.cases.js';

/** Whether a node is one of the control plane is told by the API. */
const API: readonly Need[] = [{ derived: 'component-flags' }];

/** What the kubelet works with: flags, file and drop-ins in its own precedence. */
export const kubeletControls: readonly Control[] = [
  ...KUBELET_ROWS.map((row) => configuredControl(row, row.key === 'staticPodPath' ? API : [])),
  serviceUnit,
  ...workerLogins,
];
