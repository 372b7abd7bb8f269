import type { Framework } from '@plimsoll/engine';
import { cisAks } from './cis-aks-1.8.js';
import { cisEks } from './cis-eks-1.8.js';
import { cisGke } from './cis-gke-1.9.js';
import { cisK3s } from './cis-k3s-1.9.js';
import { cisKubernetes111 } from './cis-kubernetes-1.11.js';
import { cisKubernetes112 } from './cis-kubernetes-1.12.js';
import { cisOpenshift } from './cis-openshift-1.8.js';
import { cisRke2 } from './cis-rke2-1.8.js';
import { kspp } from './kspp.js';
import { nsaCisa } from './nsa-cisa-1.2.js';
import { plimsollHost } from './plimsoll-host.js';
import { plimsollKernel } from './plimsoll-kernel.js';
import { pssBaseline } from './pss-baseline.js';
import { pssRestricted } from './pss-restricted.js';
import { stigKubernetes } from './stig-kubernetes.js';

/** Every framework there is. */
export const FRAMEWORKS: readonly Framework[] = [
  pssBaseline,
  pssRestricted,
  nsaCisa,
  plimsollKernel,
  plimsollHost,
  kspp,
  cisKubernetes112,
  cisKubernetes111,
  cisEks,
  cisGke,
  cisAks,
  cisRke2,
  cisK3s,
  cisOpenshift,
  stigKubernetes,
];
