import type { JobHandlers, Queue } from '@plimsoll/queue';
import type { Clock, HistogramMetric, Logger, Metrics } from '@plimsoll/runtime';
import type { Store } from '@plimsoll/store';
import type { ClusterAddress } from './evaluated-cluster.js';
import { evaluationCatalog } from './evaluation-catalog.js';
import type { EvaluationCatalog, EvaluationCatalogParts } from './evaluation-catalog.js';
import { DirtyJudge } from './judge/dirty-judge.js';
import type { JudgedCluster } from './judge/dirty-judge.js';
import { planCluster } from './plan/plan-cluster.js';
import type { DirtyPlan } from './plan/plan-cluster.js';
import { RememberedRows } from './roll-up/remembered-rows.js';
import { RollUpPace } from './roll-up/roll-up-pace.js';
import { rollUp } from './roll-up/roll-up.js';
import { Sweep } from './sweep/sweep.js';
import { JudgeThreads } from './threads/judge-threads.js';
import type { JudgeThreadsOptions } from './threads/judge-threads.js';

export interface EvaluationOptions {
  readonly store: Store;
  readonly queue: Pick<Queue, 'enqueue'>;
  readonly catalog: EvaluationCatalogParts;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Threads for clusters with much to judge; without them all is judged in the caller's. */
  readonly threads?: Omit<JudgeThreadsOptions, 'logger'> | undefined;
}

/** What `/readyz` says of this worker. */
export type Readiness = { readonly ready: true } | { readonly ready: false; readonly reason: string };

/** What one evaluation came to. `behind`: left to a worker with a newer catalogue. */
export interface Evaluated {
  readonly outcome: 'evaluated' | 'unchanged' | 'behind' | 'gone' | 'interrupted';
  /** Subjects that were judged. */
  readonly judged: number;
}

export interface Evaluation {
  readonly handlers: Pick<JobHandlers, 'evaluate' | 'sweep'>;
  /** The work of the job `evaluate`, for tests and benchmarks that need no queue. */
  readonly evaluate: (cluster: ClusterAddress, signal?: AbortSignal) => Promise<Evaluated>;
  /** Not ready while the store holds verdicts of a newer catalogue than this worker's. */
  readonly readiness: () => Readiness;
  /** Ends the threads. What is evaluated meanwhile goes on without them. */
  readonly close: () => Promise<void>;
}

const NOTHING_JUDGED: JudgedCluster = { outcome: 'done', judged: 0, cause: undefined };

/** Throws EVALUATION_CATALOG_INCOMPLETE. */
export function createEvaluation(options: EvaluationOptions): Evaluation {
  const evaluator = new Evaluator(options);
  const sweep = new Sweep({ ...options, ordinal: options.catalog.ordinal });
  return {
    handlers: {
      evaluate: async (payload, { signal }) => void (await evaluator.evaluate(payload, signal)),
      sweep: (_payload, { signal }) => sweep.run(signal),
    },
    evaluate: (cluster, signal) => evaluator.evaluate(cluster, signal),
    readiness: () => evaluator.readiness,
    close: () => evaluator.close(),
  };
}

class Evaluator {
  private readonly catalog: EvaluationCatalog;
  private readonly seconds: HistogramMetric;
  private readonly judged: ReturnType<Metrics['counter']>;
  private readonly threads: JudgeThreads | undefined;
  private readonly remembered = new RememberedRows();
  private readonly pace = new RollUpPace();
  private behind = false;

  constructor(private readonly options: EvaluationOptions) {
    this.catalog = evaluationCatalog(options.catalog);
    const { metrics, threads, logger } = options;
    this.threads = threads && new JudgeThreads({ ...threads, logger });
    this.seconds = metrics.histogram(
      'plimsoll_evaluate_seconds',
      'How long a cluster took to evaluate',
      [0.01, 0.1, 1, 10, 60],
    );
    this.judged = metrics.counter('plimsoll_subjects_judged_total', 'Subjects that were judged');
  }

  get readiness(): Readiness {
    if (!this.behind) return { ready: true };
    return {
      ready: false,
      reason: `verdicts of a newer catalogue than ${this.catalog.ordinal} are stored: upgrade this worker`,
    };
  }

  /**
   * Brings a cluster up to its facts, in transactions that each leave it consistent: killed anywhere, the next call
   * goes on. Safe to run twice at a time; each transaction takes the cluster's lock.
   */
  async evaluate(cluster: ClusterAddress, signal?: AbortSignal): Promise<Evaluated> {
    const started = this.options.clock.now();
    const result = await this.steps(cluster, signal);
    this.seconds.observe((this.options.clock.now() - started) / 1000);
    this.judged.add(result.judged);
    if (result.outcome === 'behind') this.leave(cluster);
    else if (result.outcome !== 'gone') this.behind = false;
    return result;
  }

  async close(): Promise<void> {
    await this.threads?.close();
  }

  private async steps(cluster: ClusterAddress, signal: AbortSignal | undefined): Promise<Evaluated> {
    const { store, clock } = this.options;
    const { organizationId, clusterId } = cluster;
    const plan = await store.transaction(organizationId, (tx) =>
      planCluster(tx, clusterId, this.catalog, clock.now()),
    );
    if (plan === 'gone' || plan === 'behind') return { outcome: plan, judged: 0 };
    const { outcome, judged, cause } =
      plan === 'idle' ? NOTHING_JUDGED : await this.judgeDirty(cluster, plan, signal);
    if (outcome !== 'done') return { outcome, judged };
    const why = cause ?? (plan !== 'idle' && plan.upgradedOnly ? 'catalogue' : undefined);
    const changed = await this.rollUp(cluster, why);
    return { outcome: changed || judged > 0 ? 'evaluated' : 'unchanged', judged };
  }

  private async rollUp(cluster: ClusterAddress, judged: JudgedCluster['cause']): Promise<boolean> {
    const { store, clock } = this.options;
    const { catalog, remembered, pace } = this;
    const began = clock.now();
    const mayWait = judged !== 'catalogue' && pace.rests(cluster.clusterId, began);
    const changed = await store.transaction(cluster.organizationId, (tx) =>
      rollUp(tx, cluster, { catalog, remembered, instant: clock.now(), judged, mayWait }),
    );
    // One that waited took next to nothing, and the rest before it goes on.
    if (changed) pace.took(cluster.clusterId, began, clock.now());
    return changed;
  }

  private judgeDirty(
    cluster: ClusterAddress,
    { firstGeneration }: DirtyPlan,
    signal: AbortSignal | undefined,
  ): Promise<JudgedCluster> {
    const { store, clock } = this.options;
    const { catalog, threads } = this;
    return new DirtyJudge(cluster, { store, clock, catalog, threads, firstGeneration }).run(signal);
  }

  private leave({ clusterId }: ClusterAddress): void {
    this.behind = true;
    this.options.logger.warn(
      { clusterId, ordinal: this.catalog.ordinal },
      'a newer catalogue has judged this cluster',
    );
  }
}
