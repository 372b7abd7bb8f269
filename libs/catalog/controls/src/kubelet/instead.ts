import { passOrFail } from '../judgement.js';
import { notApplicable } from '../settings/reading.js';
import { keyReading, originOfKey, type ConfiguredRow } from '../components/configured-control.js';
import { sightingOf } from '../components/seen-component.js';

type Instead = NonNullable<ConfiguredRow['instead']>;

/** Another key with this value is as good. */
const asGood =
  (key: string, value: string): Instead =>
  (view, row) => {
    const reading = keyReading(view, row, key);
    if (reading.kind === 'unknown') return reading.judgement;
    if (reading.kind !== 'text' || reading.text !== value) return undefined;
    return passOrFail(true, [
      { path: key, value, wanted: `${value}, or ${row.key} ${row.rule.wanted}` },
      originOfKey(view, row, key),
    ]);
  };

/** The kubelet asks the API server for its serving certificate. */
export const serverTlsBootstrap = asGood('serverTLSBootstrap', 'true');

/** The suites of TLS 1.3 cannot be chosen. */
export const onlyTls13 = asGood('tlsMinVersion', 'VersionTLS13');

/** Nodes of the control plane start it from static Pods. */
export const notOnControlPlane: Instead = (view, row) => {
  const reading = keyReading(view, row, row.key);
  if (reading.kind !== 'text' || reading.text === '') return undefined;
  const api = sightingOf(view, 'kube-apiserver');
  if ('origin' in api) return notApplicable('components of the control plane are static Pods of this node');
  return api.judgement.verdict === 'unknown' ? api.judgement : undefined;
};
