import type { ConfiguredRow } from '../components/configured-control.js';
import { KUBELET_ACCESS } from './access.table.js';
import { KUBELET_BEHAVIOUR } from './behaviour.table.js';
import { KUBELET_ISOLATION } from './isolation.table.js';

/** Every row about one key of a kubelet's configuration. */
export const KUBELET_ROWS: readonly ConfiguredRow[] = [
  ...KUBELET_ACCESS,
  ...KUBELET_BEHAVIOUR,
  ...KUBELET_ISOLATION,
];
