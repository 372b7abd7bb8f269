import type { Control } from '@plimsoll/engine';
import { flagControl } from '../components/flag-control.js';
import { CONTROL_PLANE_ROWS } from './control-plane.rows.js';
import { encryptionControls } from './encryption.js';
import { etcdAuthority } from './etcd-authority.js';

export { controlPlaneCases } from './control-plane.cases.js';

/** Flags of kube-apiserver, kube-controller-manager, kube-scheduler and etcd, and the files that these name. */
export const controlPlaneControls: readonly Control[] = [
  ...CONTROL_PLANE_ROWS.map(flagControl),
  ...encryptionControls,
  etcdAuthority,
];
