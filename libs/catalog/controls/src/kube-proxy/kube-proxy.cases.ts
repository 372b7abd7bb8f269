import type { ControlCase } from '@plimsoll/engine';
import { configuredCases } from '../components/configured.cases.js';
import { KUBE_PROXY_ROWS } from './kube-proxy.rows.js';

/** Examples of every control of the family. */
export const kubeProxyCases: Readonly<Record<string, readonly ControlCase[]>> = Object.fromEntries(
  KUBE_PROXY_ROWS.map((row) => [row.id, configuredCases(row)]),
);
