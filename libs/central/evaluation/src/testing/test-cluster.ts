import { canonicalBody, factDigest, bodyDigest, subjectKey } from '@plimsoll/model';
import type { ClusterId, FactBody, OrganizationId, SourceId, Subject } from '@plimsoll/model';
import { timestamp } from '@plimsoll/posture';
import { silentLogger } from '@plimsoll/runtime';
import { createMetrics } from '@plimsoll/runtime/metrics';
import type { Transaction } from '@plimsoll/store';
import type { TestStore } from '@plimsoll/store/testing';
import { createEvaluation } from '../evaluation.js';
import type { Evaluated, Evaluation } from '../evaluation.js';
import type { EvaluationCatalogParts } from '../evaluation-catalog.js';
import { testCatalog } from './test-catalog.js';

export interface TestClock {
  time: number;
  readonly now: () => number;
}

export const testClock = (): TestClock => ({
  time: Date.now(),
  now() {
    return this.time;
  },
});

export const deployment = (name: string, namespace = 'shop'): Subject => ({
  group: 'apps',
  kind: 'Deployment',
  namespace,
  name,
});
export const node = (name: string): Subject => ({ group: '', kind: 'Node', namespace: '', name });
export const roleBinding = (name: string, namespace = 'shop'): Subject => ({
  group: 'rbac.authorization.k8s.io',
  kind: 'RoleBinding',
  namespace,
  name,
});

export const withMode = (mode: string): FactBody => ({ shape: 'object', object: { mode } });
export const withKernel = (value: string): FactBody => ({
  shape: 'settings',
  settings: { 'kernel.good': value },
});

export const DEPLOYMENTS: SourceId = 'kube/apps/Deployment';
export const BINDINGS: SourceId = 'kube/rbac.authorization.k8s.io/RoleBinding';
export const SYSCTL: SourceId = 'host/sysctl';

export interface Written {
  readonly subject: Subject;
  readonly source: SourceId;
  readonly partition?: string;
  /** null: it ended. */
  readonly body: FactBody | null;
  readonly rejection?: string;
}

/** One cluster on a real store, into which facts are written as ingest writes them. */
export class TestCluster {
  private constructor(
    readonly db: TestStore,
    readonly organizationId: OrganizationId,
    readonly clusterId: ClusterId,
    readonly clock: TestClock,
    readonly enqueued: { job: string; clusterId: string }[],
    readonly evaluation: Evaluation,
  ) {}

  static async create(db: TestStore, catalog: EvaluationCatalogParts = testCatalog()): Promise<TestCluster> {
    const organizationId = await db.createOrganization();
    return TestCluster.in(db, organizationId, catalog);
  }

  static async in(
    db: TestStore,
    organizationId: OrganizationId,
    catalog = testCatalog(),
  ): Promise<TestCluster> {
    const clock = testClock();
    const clusterId = await db.createCluster(organizationId);
    const enqueued: { job: string; clusterId: string }[] = [];
    const evaluation = evaluationOn(db, clock, catalog, enqueued);
    const cluster = new TestCluster(db, organizationId, clusterId, clock, enqueued, evaluation);
    await cluster.transaction((tx) =>
      tx.query('update clusters set created_at = $1::timestamptz', [timestamp(clock.time - 60_000)]),
    );
    return cluster;
  }

  /** The same cluster under another catalogue. */
  withCatalog(catalog: EvaluationCatalogParts): TestCluster {
    const evaluation = evaluationOn(this.db, this.clock, catalog, this.enqueued);
    return new TestCluster(
      this.db,
      this.organizationId,
      this.clusterId,
      this.clock,
      this.enqueued,
      evaluation,
    );
  }

  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.db.store.transaction(this.organizationId, work);
  }

  query<Row extends object>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    return this.transaction((tx) => tx.query<Row>(sql, parameters));
  }

  /** One commit of ingest: one generation. */
  write(facts: readonly Written[]): Promise<void> {
    return this.transaction(async (tx) => {
      const [row] = await tx.query<{ generation: string }>(
        'update directory set generation = generation + 1 where organization_id = $1 and cluster_id = $2 returning generation',
        [this.organizationId, this.clusterId],
      );
      for (const fact of facts) await this.upsert(tx, fact, row?.generation ?? '0');
    });
  }

  put(subject: Subject, source: SourceId, body: FactBody, partition = ''): Promise<void> {
    return this.write([{ subject, source, partition, body }]);
  }

  end(subject: Subject, source: SourceId): Promise<void> {
    return this.write([{ subject, source, body: null }]);
  }

  private async upsert(tx: Transaction, fact: Written, generation: string): Promise<void> {
    const key = subjectKey(fact.subject);
    const body = fact.body === null ? null : canonicalBody(fact.body);
    const digest = Buffer.from(factDigest(key, 1, bodyDigest(body ?? '')));
    await tx.query(
      `insert into facts (organization_id, cluster_id, subject_key, source, partition, generation, trim_version, digest, body, rejection)
       values ($1, $2, $3, $4, $5, $6, 1, $7, $8, $9)
       on conflict (organization_id, cluster_id, subject_key, source) do update
       set generation = excluded.generation, digest = excluded.digest, body = excluded.body, rejection = excluded.rejection`,
      [
        this.organizationId,
        this.clusterId,
        key,
        fact.source,
        fact.partition ?? '',
        generation,
        digest,
        body,
        fact.rejection ?? null,
      ],
    );
  }

  /** An epoch of the partition closed, now by the clock. */
  async complete(source: SourceId, partition = '', confirmedAt = this.clock.time): Promise<void> {
    await this.query(
      `insert into partitions (organization_id, cluster_id, source, partition, state, completed_at, confirmed_at)
       values ($1, $2, $3, $4, 'complete', $5::timestamptz, $5::timestamptz)
       on conflict (organization_id, cluster_id, source, partition) do update
       set state = 'complete', completed_at = excluded.completed_at, confirmed_at = excluded.confirmed_at`,
      [this.organizationId, this.clusterId, source, partition, timestamp(confirmedAt)],
    );
  }

  async completeAll(): Promise<void> {
    for (const source of [DEPLOYMENTS, BINDINGS, 'kube/core/Pod'] as const) await this.complete(source);
  }

  /** Time goes on by a second first, so that each evaluation has an instant of its own. */
  async evaluate(): Promise<Evaluated> {
    this.clock.time += 1_000;
    return this.evaluation.evaluate({ organizationId: this.organizationId, clusterId: this.clusterId });
  }
}

function evaluationOn(
  db: TestStore,
  clock: TestClock,
  catalog: EvaluationCatalogParts,
  enqueued: { job: string; clusterId: string }[],
): Evaluation {
  const queue = {
    enqueue: (job: string, payload: object) => {
      enqueued.push({ job, clusterId: 'clusterId' in payload ? String(payload.clusterId) : '' });
      return Promise.resolve();
    },
  };
  return createEvaluation({
    store: db.store,
    queue,
    catalog,
    clock,
    logger: silentLogger,
    metrics: createMetrics(),
  });
}
