import type { FactFeed, FactSource, PassOutcome } from '@plimsoll/agent-runtime';
import { kubeFact } from '@plimsoll/collectors';
import { SOURCE_IDS, type Fact, type JsonObject, type SourceId } from '@plimsoll/model';
import { HOST_SOURCES, nodeSettings } from '../hosts/node-settings.js';
import { generateObjects } from '../objects/cluster.js';
import type { Habits } from '../objects/habits.js';
import { metadata } from '../objects/metadata.js';
import { seeded } from '../random.js';

export interface GeneratedSources {
  readonly seed: number;
  readonly objects: number;
  readonly nodes: number;
  readonly habits: Habits;
  readonly kubernetesVersion: string;
  /** How many of the nodes have an agent; the others are known by their Node object alone. */
  readonly nodesWithAgent: number;
  /** Sources for which the agent has no permission. */
  readonly forbidden: readonly SourceId[];
}

const WHOLE: PassOutcome = { complete: true };
const EVERY_SECONDS = 60;
const KUBE = SOURCE_IDS.filter((source) => source.startsWith('kube/'));

const nodeName = (index: number): string => `node-${index + 1}`;

function* nodeObjects({ seed, nodes, kubernetesVersion }: GeneratedSources): Generator<JsonObject> {
  const random = seeded(seed + 1);
  for (let index = 0; index < nodes; index += 1)
    yield {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: metadata(random, nodeName(index), '', {
        labels: { 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64' },
      }),
      status: {
        nodeInfo: {
          kubeletVersion: `v${kubernetesVersion}`,
          operatingSystem: 'linux',
          architecture: 'amd64',
        },
      },
    };
}

/** Everything of the Kubernetes API in one pass: each source is complete, also one that is empty, or it is forbidden. */
function kubeFeeds(cluster: GeneratedSources): readonly (FactFeed | FactSource)[] {
  const { forbidden } = cluster;
  const allowed = KUBE.filter((source) => !forbidden.includes(source));
  const units = allowed.map((source) => ({ source, partition: '' }));
  const collect = async (emit: (fact: Fact) => void): Promise<PassOutcome> => {
    for (const object of [...nodeObjects(cluster), ...generateObjects(cluster)]) {
      const fact = kubeFact(object);
      if (fact && !forbidden.includes(fact.source)) emit(fact);
    }
    return WHOLE;
  };
  const refused: PassOutcome = {
    complete: false,
    reason: 'permission',
    detail: 'the agent may not list this kind',
  };
  return [
    { units, everySeconds: EVERY_SECONDS, collect },
    ...forbidden.map((source) => ({
      source,
      partition: '',
      everySeconds: EVERY_SECONDS,
      collect: async () => refused,
    })),
  ];
}

function versionSource({ kubernetesVersion }: GeneratedSources): FactSource {
  const fact: Fact = {
    source: 'cluster/version',
    partition: '',
    subject: { group: '', kind: 'Cluster', namespace: '', name: 'cluster' },
    body: { shape: 'settings', settings: { gitVersion: `v${kubernetesVersion}` } },
  };
  return {
    source: 'cluster/version',
    partition: '',
    everySeconds: EVERY_SECONDS,
    collect: async (emit) => (emit(fact), WHOLE),
  };
}

function nodeSources(cluster: GeneratedSources, index: number): readonly FactSource[] {
  const name = nodeName(index);
  const settings = nodeSettings(seeded(cluster.seed + 100 + index), cluster.habits, name);
  return HOST_SOURCES.map((source) => ({
    source,
    partition: name,
    everySeconds: EVERY_SECONDS,
    collect: async (emit) => {
      emit({
        source,
        partition: name,
        subject: { group: '', kind: 'Node', namespace: '', name },
        body: { shape: 'settings', settings: settings[source] },
      });
      return WHOLE;
    },
  }));
}

/** The sources of a generated cluster, ready for the agent's runtime: the same facts at each pass. */
export function generatedSources(cluster: GeneratedSources): readonly (FactFeed | FactSource)[] {
  const withAgent = Array.from(
    { length: Math.min(cluster.nodes, cluster.nodesWithAgent) },
    (_, index) => index,
  );
  return [
    ...kubeFeeds(cluster),
    versionSource(cluster),
    ...withAgent.flatMap((index) => nodeSources(cluster, index)),
  ];
}
