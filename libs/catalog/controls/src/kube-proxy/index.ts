import type { Control } from '@plimsoll/engine';
import { configuredControl } from '../components/configured-control.js';
import { KUBE_PROXY_ROWS } from './kube-proxy.rows.js';

export { kubeProxyCases } from './kube-proxy.cases.js';

/** What kube-proxy works with. */
export const kubeProxyControls: readonly Control[] = KUBE_PROXY_ROWS.map((row) => configuredControl(row));
