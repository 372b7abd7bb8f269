import type { Principal } from '@plimsoll/identity';
import type { ClusterId } from '@plimsoll/model';
import {
  controlsOverview,
  factsByKey,
  loadClusters,
  loadUnits,
  organizationOverview,
  subjectByKey,
  type ClusterRow,
  type ControlOverview,
  type FactKey,
  type Instant,
  type OrganizationOverview,
  type PartitionUnit,
  type PostureFigures,
  type StoredFact,
  type SubjectDetail,
} from '@plimsoll/posture';
import type { Transaction } from '@plimsoll/store';
import DataLoader from 'dataloader';
import type { ApiParts } from '../api-parts.js';

export interface SubjectToLoad {
  readonly clusterId: ClusterId;
  readonly key: string;
  readonly evidence: boolean;
}

/**
 * One request of one principal: all its fields answer for the same instant, and what several of them ask is read once.
 * Nothing of it outlives the request, so nothing crosses an organization.
 */
export class ApiRequest {
  readonly now: Instant;
  private clusterRows: Promise<readonly ClusterRow[]> | undefined;
  private readonly overviews = new Map<Instant | undefined, Promise<OrganizationOverview>>();
  private readonly tallies = new Map<string, Promise<ReadonlyMap<string, ControlOverview>>>();
  private readonly figures = new Map<Instant | undefined, FigureLoader>();
  private readonly details = new DataLoader(
    (subjects: readonly SubjectToLoad[]) => this.loadDetails(subjects),
    { cacheKeyFn: ({ clusterId, key, evidence }: SubjectToLoad) => `${clusterId} ${evidence} ${key}` },
  );

  private readonly facts = new DataLoader((keys: readonly FactKey[]) => this.loadFacts(keys), {
    cacheKeyFn: nameOf,
  });
  private readonly units = new DataLoader((ids: readonly ClusterId[]) => this.loadUnits(ids));

  constructor(
    readonly parts: ApiParts,
    readonly principal: Principal,
  ) {
    this.now = parts.clock.now();
  }

  /** In a transaction of the principal's organization, which sees nothing else. */
  read<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.parts.store.transaction(this.principal.organizationId, work);
  }

  /** All clusters of the organization by name, archived ones too. Their number is small. */
  clusters(): Promise<readonly ClusterRow[]> {
    this.clusterRows ??= this.read(loadClusters);
    return this.clusterRows;
  }

  async cluster(id: ClusterId): Promise<ClusterRow | undefined> {
    return (await this.clusters()).find(({ clusterId }) => clusterId === id);
  }

  /** After a mutation changed them. */
  forgetClusters(): void {
    this.clusterRows = undefined;
  }

  overview(asOf: Instant | undefined): Promise<OrganizationOverview> {
    const known =
      this.overviews.get(asOf) ??
      this.read((tx) => organizationOverview(tx, this.parts.catalog, { now: this.now, asOf }));
    this.overviews.set(asOf, known);
    return known;
  }

  /** Figures of a cluster in every framework; those of all clusters that are asked for are read together. */
  figuresOf(clusterId: ClusterId, asOf: Instant | undefined): Promise<readonly PostureFigures[]> {
    const loader = this.figures.get(asOf) ?? new DataLoader((ids) => this.loadFigures(ids, asOf));
    this.figures.set(asOf, loader);
    return loader.load(clusterId);
  }

  /** Tallies per control over the organization or a cluster. */
  controlTallies(clusterId?: ClusterId): Promise<ReadonlyMap<string, ControlOverview>> {
    const key = clusterId ?? '';
    const known =
      this.tallies.get(key) ??
      this.read((tx) => controlsOverview(tx, this.parts.catalog, { clusterId, now: this.now })).then(
        (all) => new Map(all.map((one) => [one.control, one])),
      );
    this.tallies.set(key, known);
    return known;
  }

  subject(subject: SubjectToLoad): Promise<SubjectDetail | undefined> {
    return this.details.load(subject);
  }

  /** What a source says of a subject; facts that are asked for together are read together. */
  fact(key: FactKey): Promise<StoredFact | undefined> {
    return this.facts.load(key);
  }

  unitsOf(clusterId: ClusterId): Promise<readonly PartitionUnit[]> {
    return this.units.load(clusterId);
  }

  private async loadFacts(keys: readonly FactKey[]): Promise<readonly (StoredFact | undefined)[]> {
    const found = await this.read((tx) => factsByKey(tx, keys));
    const byName = new Map(found.map((fact) => [nameOf(fact), fact]));
    return keys.map((key) => byName.get(nameOf(key)));
  }

  private async loadUnits(ids: readonly ClusterId[]): Promise<readonly (readonly PartitionUnit[])[]> {
    const units = await this.read((tx) => loadUnits(tx, ids));
    return ids.map((id) => units.get(id) ?? []);
  }

  private async loadFigures(
    ids: readonly ClusterId[],
    asOf: Instant | undefined,
  ): Promise<readonly (readonly PostureFigures[])[]> {
    const query = { now: this.now, asOf, clusters: ids };
    const { clusters } = await this.read((tx) => organizationOverview(tx, this.parts.catalog, query));
    const found = new Map(clusters.map(({ cluster, postures }) => [cluster.clusterId, postures]));
    return ids.map((id) => found.get(id) ?? []);
  }

  private loadDetails(subjects: readonly SubjectToLoad[]): Promise<readonly (SubjectDetail | undefined)[]> {
    return this.read(async (tx) => {
      const loaded: (SubjectDetail | undefined)[] = [];
      for (const subject of subjects)
        loaded.push(await subjectByKey(tx, this.parts.catalog, { ...subject, now: this.now }));
      return loaded;
    });
  }
}

const nameOf = ({ clusterId, key, source }: FactKey): string => `${clusterId} ${source} ${key}`;

type FigureLoader = DataLoader<ClusterId, readonly PostureFigures[]>;
