import type { KubeClient } from '@plimsoll/probes/kube';
import type { Logger } from '@plimsoll/runtime';
import type { ClusterSigns } from '../cluster-version/signs.js';
import type { Permissions } from './permissions.js';
import type { Served } from './served.js';
import type { Turns } from './turns.js';

/** How far the first list of a source is. */
export interface ListProgress {
  readonly source: string;
  readonly listed: number;
  /** In all, as the server estimates it; undefined: not told. */
  readonly expected: number | undefined;
}

/** What the collectors of one cluster share. */
export interface Cluster {
  readonly client: KubeClient;
  readonly served: Served;
  readonly permissions: Permissions;
  readonly signs: ClusterSigns;
  /** Lists at once: each holds a part of an answer in memory. */
  readonly turns: Turns;
  /** The same for reading again, which waits for the centre in between. */
  readonly againTurns: Turns;
  readonly logger: Logger;
  readonly random: () => number;
  readonly onProgress: (progress: ListProgress) => void;
  readonly times: Times;
}

/** Milliseconds; the tests have shorter ones. */
export interface Times {
  /** Between two looks at permissions and at what is served, while all is well. */
  readonly reviewMs: number;
  /** Between two looks while something is missing. */
  readonly missingMs: number;
  /** Bounds of the pause after a failure. */
  readonly backoff: { readonly minMs: number; readonly maxMs: number };
  /** Without a sign of life a watch is taken for dead. */
  readonly idleMs: number;
}

export const TIMES: Times = {
  reviewMs: 300_000,
  missingMs: 30_000,
  backoff: { minMs: 250, maxMs: 30_000 },
  idleMs: 90_000,
};
