import type { JsonValue } from '@plimsoll/model';
import type { Api } from './api.js';
import type {
  ClusterSummary,
  FindingSummary,
  FrameworkSummary,
  ImprovementSummary,
  Summary,
} from './summary.js';

interface Figures {
  readonly framework: string;
  readonly score: number | null;
  readonly noScoreReason: string | null;
  readonly coverage: number | null;
  readonly counts: FrameworkSummary['requirements'];
  readonly freshness: { readonly units: number; readonly stale: number; readonly notCollected: number };
}
interface Cluster {
  readonly uuid: string;
  readonly name: string;
  readonly kind: 'KUBERNETES' | 'HOST';
  readonly labels: readonly { readonly key: string; readonly value: string }[];
  readonly health: {
    readonly connected: boolean;
    readonly evaluationPending: boolean;
    readonly notFresh: number;
    readonly sources: readonly { readonly state: string }[];
  };
}
interface Overview {
  readonly organization: {
    readonly name: string;
    readonly clusters: readonly { readonly cluster: Cluster; readonly postures: readonly Figures[] }[];
  };
}

const OVERVIEW = `query Overview {
  organization {
    name
    clusters {
      cluster {
        uuid name kind labels { key value }
        health { connected evaluationPending notFresh sources { state } }
      }
      postures {
        framework score noScoreReason coverage
        counts { pass fail unknown manual notApplicable }
        freshness { units stale notCollected }
      }
    }
  }
}`;

const WORST = `query Worst($first: Int!) {
  findings(first: $first, filter: { verdicts: [FAIL] }) {
    nodes {
      severity verdict
      cluster { name }
      control { slug title }
      subject { kind namespace name }
      evidence { path value wanted }
    }
  }
}`;

const IMPROVEMENTS = `query Improvements($cluster: ID!, $framework: ID!) {
  cluster(id: $cluster) {
    improvements(framework: $framework, first: 3) { gain remedy control { slug title } }
  }
}`;

const HOST_FRAMEWORK = 'plimsoll-kernel';
const DEMO = 'plimsoll.dev/demo';

interface Worst {
  readonly findings: {
    readonly nodes: readonly {
      readonly severity: string;
      readonly verdict: string;
      readonly cluster: { readonly name: string } | null;
      readonly control: { readonly slug: string; readonly title: string } | null;
      readonly subject: { readonly kind: string; readonly namespace: string; readonly name: string };
      readonly evidence: readonly {
        readonly path: string;
        readonly value: JsonValue;
        readonly wanted: string;
      }[];
    }[];
  };
}
interface Improvements {
  readonly cluster: {
    readonly improvements: readonly {
      readonly gain: number;
      readonly remedy: string;
      readonly control: { readonly slug: string; readonly title: string };
    }[];
  } | null;
}

/** What there is to show now. */
export async function readSummary(api: Api, host: string): Promise<Summary> {
  const [{ organization }, { findings }, { cluster }] = await Promise.all([
    api.query<Overview>(OVERVIEW),
    api.query<Worst>(WORST, { first: 100 }),
    api.query<Improvements>(IMPROVEMENTS, { cluster: host, framework: HOST_FRAMEWORK }),
  ]);
  return {
    schemaVersion: 1,
    organization: organization.name,
    clusters: ownFirst(organization.clusters.map(({ cluster: one, postures }) => clusterOf(one, postures))),
    worstFindings: distinct(findings.nodes.map(findingOf)),
    improvements: (cluster?.improvements ?? []).map(improvementOf),
  };
}

/** How many clusters are judged up to date; the rest of those that are connected are still on their way. */
export async function settled(api: Api, expected: number): Promise<boolean> {
  const { organization } = await api.query<Overview>(OVERVIEW);
  const done = organization.clusters.filter(
    ({ cluster: { health }, postures }) =>
      health.connected &&
      !health.evaluationPending &&
      postures.length > 0 &&
      health.sources.every(({ state }) => state !== 'SYNCING'),
  );
  return done.length >= expected;
}

function clusterOf(
  { uuid, name, kind, labels, health }: Cluster,
  postures: readonly Figures[],
): ClusterSummary {
  return {
    id: uuid,
    name,
    kind: kind === 'HOST' ? 'host' : 'kubernetes',
    demo: labels.some(({ key }) => key === DEMO),
    connected: health.connected,
    frameworks: postures
      .filter(({ counts }) => counts.pass + counts.fail + counts.unknown + counts.manual > 0)
      .map(figuresOf),
  };
}

function figuresOf({
  framework,
  score,
  noScoreReason,
  coverage,
  counts,
  freshness,
}: Figures): FrameworkSummary {
  const { units, stale, notCollected } = freshness;
  return {
    framework,
    score,
    scoreReason: (noScoreReason ?? '').toLowerCase().replaceAll('_', ' '),
    coverage,
    requirements: counts,
    freshness: { fresh: units - stale - notCollected, stale, notCollected },
  };
}

function findingOf({
  severity,
  verdict,
  cluster,
  control,
  subject,
  evidence,
}: Worst['findings']['nodes'][number]): FindingSummary {
  const { kind, namespace, name } = subject;
  return {
    cluster: cluster?.name ?? '',
    control: control?.slug ?? '',
    title: control?.title ?? '',
    severity: severity.toLowerCase(),
    verdict: verdict.toLowerCase(),
    subject: `${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`,
    evidence,
  };
}

const ownFirst = (clusters: readonly ClusterSummary[]): readonly ClusterSummary[] => [
  ...clusters.filter(({ demo }) => !demo),
  ...clusters.filter(({ demo }) => demo),
];

/** The first of each control: a hundred workloads with the same fault are one thing to know. */
export function distinct(findings: readonly FindingSummary[]): readonly FindingSummary[] {
  const seen = new Set<string>();
  return findings.filter(({ control }) => !seen.has(control) && seen.add(control));
}

const improvementOf = ({
  gain,
  remedy,
  control,
}: NonNullable<Improvements['cluster']>['improvements'][number]): ImprovementSummary => ({
  control: control.slug,
  title: control.title,
  gain,
  framework: HOST_FRAMEWORK,
  remedy,
});
