import { componentProcessCollectors } from './component-processes/component-process.collector.js';
import type { HostCollector } from './host-collector/host-collector.js';
import { hostComponentConfiguration } from './host-component-configuration/host-component-configuration.collector.js';
import { hostEncryptionConfig } from './host-encryption-config/host-encryption-config.collector.js';
import { hostKubeProxy } from './host-kube-proxy/host-kube-proxy.collector.js';
import { hostKubelet } from './host-kubelet/host-kubelet.collector.js';
import { staticPodCollectors } from './static-pods/static-pod.collector.js';

/** Components of Kubernetes on a host: their flags, from wherever these can be seen, and what their files say. */
export const COMPONENT_COLLECTORS: readonly HostCollector[] = [
  ...componentProcessCollectors,
  ...staticPodCollectors,
  hostKubelet,
  hostKubeProxy,
  hostComponentConfiguration,
  hostEncryptionConfig,
];
