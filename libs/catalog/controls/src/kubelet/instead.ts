import { passOrFail } from '../judgement.js';
import { notApplicable } from '../settings/reading.js';
import { keyReading, originOfKey, type ConfiguredRow } from '../components/configured-control.js';
import { sightingOf } from '../components/seen-component.js';

/** What pods may do where the node swaps. */
export const SWAP_BEHAVIOR = 'memorySwap.swapBehavior';

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

/** Pods that may not swap lose nothing by a node that does. */
export const podsDoNotSwap: Instead = (view, row) => {
  const swap = keyReading(view, row, row.key);
  if (swap.kind !== 'text' || swap.text !== 'false') return undefined;
  const behavior = keyReading(view, row, SWAP_BEHAVIOR);
  if (behavior.kind === 'unknown') return behavior.judgement;
  const text = behavior.kind === 'text' ? behavior.text : '';
  if (text !== '' && text !== 'NoSwap' && text !== 'LimitedSwap') return undefined;
  if (text === 'LimitedSwap')
    return notApplicable('pods swap on purpose; boot/swap-encrypted judges where their memory lands');
  return passOrFail(true, [
    { path: row.key, value: 'false', wanted: 'true, or pods that do not swap' },
    { path: SWAP_BEHAVIOR, value: text, wanted: 'NoSwap; not set: pods do not swap' },
    originOfKey(view, row, row.key),
  ]);
};

/** Nodes of the control plane start it from static Pods. */
export const notOnControlPlane: Instead = (view, row) => {
  const reading = keyReading(view, row, row.key);
  if (reading.kind !== 'text' || reading.text === '') return undefined;
  const api = sightingOf(view, 'kube-apiserver');
  if ('origin' in api) return notApplicable('components of the control plane are static Pods of this node');
  return api.judgement.verdict === 'unknown' ? api.judgement : undefined;
};
