import { NO_COUNTS, postureOf } from '@plimsoll/model';
import type {
  ControlId,
  ControlTally,
  FrameworkId,
  NamespaceTally,
  Posture,
  PostureContext,
} from '@plimsoll/model';
import { subjectsComplete } from '@plimsoll/engine';
import type { ClusterKind, Framework } from '@plimsoll/engine';
import type { CollectionState } from '../freshness/freshness.js';
import type { PostureCatalog } from '../posture-catalog.js';
import { applyStale } from './overlay.js';
import type { NodeVectors } from './overlay.js';
import { sumTallies } from './tallies.js';
import type { ControlCounts } from './tallies.js';

/** All that the posture of one cluster at one instant is a function of. */
export interface PostureInput {
  readonly kind: ClusterKind;
  readonly tallies: readonly NamespaceTally[];
  readonly collection: CollectionState;
  /** Of the nodes with a stale partition. */
  readonly nodeVectors: NodeVectors;
  /** As the cluster reports it; undefined when it is not known. */
  readonly kubernetesVersion?: string | undefined;
  /** As it was detected; a cluster does not change it. */
  readonly distribution?: string | undefined;
}

/** What decides which frameworks and requirements are for the cluster. */
export const contextOf = ({
  kubernetesVersion,
  distribution,
}: Pick<PostureInput, 'kubernetesVersion' | 'distribution'>): PostureContext => ({
  ...(kubernetesVersion === undefined ? {} : { kubernetesVersion }),
  ...(distribution === undefined ? {} : { distribution }),
});

export interface ComposedPosture {
  /** '' : the whole cluster. */
  readonly namespace: string;
  readonly framework: FrameworkId;
  readonly posture: Posture;
}

/** The subjects that one posture is of, by their counts. */
export interface ScopeCounts {
  /** '' : the whole cluster. */
  readonly namespace: string;
  readonly counts: ControlCounts;
}

/** The scopes of one cluster at one instant, and what posture of each is: a function of its counts and of the rest of the input. */
export interface PostureComposer {
  readonly scopes: readonly ScopeCounts[];
  readonly compose: (scope: ScopeCounts) => readonly ComposedPosture[];
}

/** Scopes are the whole cluster and every namespace with a subject, after the overlay of time. Pure. */
export function postureComposer(
  catalog: PostureCatalog,
  frameworks: readonly Framework[],
  input: PostureInput,
): PostureComposer {
  const tallies = applyStale(input.tallies, input.collection, input.nodeVectors, catalog);
  const { cluster, namespaces } = sumTallies(tallies);
  const scopes = [...namespaces].sort(([left], [right]) => (left < right ? -1 : 1));
  const empty = emptyTallies(catalog, input);
  const context = contextOf(input);
  return {
    scopes: [
      { namespace: '', counts: cluster },
      ...scopes.map(([namespace, counts]) => ({ namespace, counts })),
    ],
    compose: ({ namespace, counts }) => {
      const wanted = namespace === '' ? frameworks : frameworks.filter(touches(counts));
      const full = withCounts(empty, counts);
      return wanted.map((framework) => ({
        namespace,
        framework: framework.id,
        posture: postureOf(framework, full, context),
      }));
    },
  };
}

/**
 * Posture of the whole cluster and of every namespace with a subject of the framework's controls, after the overlay of
 * time. Pure: evaluation writes what it gives, a read at or after `validUntil` shows it.
 */
export function composePosture(
  catalog: PostureCatalog,
  frameworks: readonly Framework[],
  input: PostureInput,
): readonly ComposedPosture[] {
  const { scopes, compose } = postureComposer(catalog, frameworks, input);
  return scopes.flatMap(compose);
}

const touches =
  (counts: ControlCounts) =>
  (framework: Framework): boolean =>
    framework.requirements.some(({ controls }) => controls.some(({ control }) => counts.has(control)));

type Collected = Pick<PostureInput, 'collection' | 'kind'>;

/** Every control that exists, with or without subjects, as the arithmetic wants it. */
export const controlTallies = (
  catalog: PostureCatalog,
  input: Collected,
  counts: ControlCounts,
): ReadonlyMap<ControlId, ControlTally> => withCounts(emptyTallies(catalog, input), counts);

/** What of the tallies no scope changes: made once for all of them. */
function emptyTallies(
  catalog: PostureCatalog,
  { collection, kind }: Collected,
): ReadonlyMap<ControlId, ControlTally> {
  return new Map(
    catalog.controls.map((control) => [
      control.id,
      {
        control: control.id,
        severity: control.severity,
        counts: NO_COUNTS,
        complete: subjectsComplete(control, collection.complete, kind),
      },
    ]),
  );
}

/** Counts of a control that is gone are left out. */
function withCounts(
  empty: ReadonlyMap<ControlId, ControlTally>,
  counts: ControlCounts,
): ReadonlyMap<ControlId, ControlTally> {
  const tallies = new Map(empty);
  for (const [control, own] of counts) {
    const tally = empty.get(control);
    if (tally !== undefined) tallies.set(control, { ...tally, counts: own });
  }
  return tallies;
}
