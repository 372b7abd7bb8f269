import type { ConfiguredRow } from '../components/configured-control.js';
import { loopback } from '../components/flag-rule.js';
import { plainCis } from '../components/references.js';
import { fine } from '../components/unset.js';

export const KUBE_PROXY_ROWS: readonly ConfiguredRow[] = [
  {
    id: 'kube-proxy/metrics-bind-address',
    component: 'kube-proxy',
    key: 'metricsBindAddress',
    title: 'kube-proxy shows its metrics to its own host only',
    severity: 'low',
    why: 'They tell every Service and how it is used, without authentication.',
    remedy:
      'Write `metricsBindAddress: 127.0.0.1:10249` into its configuration (`kubectl -n kube-system edit configmap kube-proxy` with kubeadm) and run `kubectl -n kube-system rollout restart daemonset kube-proxy`.',
    references: [...plainCis('4.3.1'), 'cis-k3s-1.9:4.3.1'],
    rule: loopback(':10249'),
    unset: fine('127.0.0.1:10249'),
  },
];
