import { isPlimsollError } from '@plimsoll/errors';
import type { Fact } from '@plimsoll/model';
import { openDiscovery, type KubeClient } from '@plimsoll/probes/kube';
import type { Logger } from '@plimsoll/runtime';
import {
  CLUSTER_VERSION_SECONDS,
  collectClusterVersion,
} from './cluster-version/cluster-version.collector.js';
import { ClusterSigns } from './cluster-version/signs.js';
import type { KubeCollector } from './kube-collector.js';
import { KUBE_COLLECTORS } from './kube-collectors.js';
import { TIMES, type Cluster, type ListProgress, type Times } from './watch/cluster.js';
import { reasonOf } from './watch/follow-kind.js';
import { Permissions } from './watch/permissions.js';
import { readAgain } from './watch/read-again.js';
import { Served } from './watch/served.js';
import { Turns } from './watch/turns.js';
import { watchKind } from './watch/watch-kind.js';
import type { KubeSink, KubeWatch } from './watched.js';

export interface KubeSourcesOptions {
  readonly client: KubeClient;
  readonly logger: Logger;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly onProgress?: (progress: ListProgress) => void;
  /** Default: all. */
  readonly collectors?: readonly KubeCollector[];
  readonly times?: Partial<Times>;
}

/** Lists at once; each holds one object and a part of an answer. */
const LISTS_AT_ONCE = 3;
const AGAIN_AT_ONCE = 2;
const PATIENCE_MS = 60_000;

/** How a reading of the version ended, for the agent's runtime (PassOutcome there). */
type Outcome =
  | { readonly complete: true }
  | { readonly complete: false; readonly reason: string; readonly detail: string };

/** The cluster's own facts, read on a cadence. */
export interface ClusterVersionSource {
  readonly source: 'cluster/version';
  readonly partition: '';
  readonly everySeconds: number;
  readonly collect: (emit: (fact: Fact) => void, signal: AbortSignal) => Promise<Outcome>;
}

/** Everything that is collected of a live cluster, ready for the agent's runtime. Nothing is asked before it runs. */
export function kubeSources(options: KubeSourcesOptions): readonly (KubeWatch | ClusterVersionSource)[] {
  const collectors = options.collectors ?? KUBE_COLLECTORS;
  const cluster = shared(options, collectors);
  return [...collectors.map((collector) => watchOf(cluster, collector)), versionSource(cluster)];
}

function shared(options: KubeSourcesOptions, collectors: readonly KubeCollector[]): Cluster {
  const { client, logger, random, onProgress } = options;
  const times = { ...TIMES, ...options.times };
  return {
    client,
    logger,
    random,
    permissions: new Permissions(client, times.missingMs / 2),
    served: new Served(openDiscovery(client, new Set(collectors.map(({ group }) => group)))),
    signs: new ClusterSigns(),
    turns: new Turns(LISTS_AT_ONCE),
    againTurns: new Turns(AGAIN_AT_ONCE),
    onProgress: onProgress ?? (() => undefined),
    times,
  };
}

function watchOf(cluster: Cluster, collector: KubeCollector): KubeWatch {
  return {
    source: collector.source,
    partition: '',
    watch: (sink, signal) => watchKind(cluster, collector, heard(cluster, collector, sink), signal),
    readAgain: (...reading) => readAgain(cluster, collector, ...reading),
  };
}

/** What waits for these objects hears that they will not come. */
function heard({ signs }: Cluster, { source }: KubeCollector, sink: KubeSink): KubeSink {
  return {
    ...sink,
    notCollected: (reason, detail) => {
      if (reason === 'permission' || reason === 'not-served') signs.refused(source);
      sink.notCollected(reason, detail);
    },
  };
}

function versionSource({ client, signs, served }: Cluster): ClusterVersionSource {
  const groups = async () => (await served.kinds()).groups;
  return {
    source: 'cluster/version',
    partition: '',
    everySeconds: CLUSTER_VERSION_SECONDS,
    collect: async (emit, signal) => {
      try {
        await collectClusterVersion({ client, signs, groups, patienceMs: PATIENCE_MS }, emit, signal);
        return { complete: true };
      } catch (error) {
        if (!isPlimsollError(error)) throw error;
        const [reason, detail] = reasonOf(error);
        return { complete: false, reason, detail };
      }
    },
  };
}
