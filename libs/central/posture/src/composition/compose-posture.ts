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

/**
 * Posture of the whole cluster and of every namespace with a subject of the framework's controls, after the overlay of
 * time. Pure: evaluation writes what it gives, a read at or after `validUntil` shows it.
 */
export function composePosture(
  catalog: PostureCatalog,
  frameworks: readonly Framework[],
  input: PostureInput,
): readonly ComposedPosture[] {
  const tallies = applyStale(input.tallies, input.collection, input.nodeVectors, catalog);
  const { cluster, namespaces } = sumTallies(tallies);
  const scopes = [...namespaces].sort(([left], [right]) => (left < right ? -1 : 1));
  return [
    ...scopePostures(catalog, frameworks, input, '', cluster),
    ...scopes.flatMap(([namespace, counts]) =>
      scopePostures(catalog, frameworks.filter(touches(counts)), input, namespace, counts),
    ),
  ];
}

const touches =
  (counts: ControlCounts) =>
  (framework: Framework): boolean =>
    framework.requirements.some(({ controls }) => controls.some(({ control }) => counts.has(control)));

function scopePostures(
  catalog: PostureCatalog,
  frameworks: readonly Framework[],
  input: PostureInput,
  namespace: string,
  counts: ControlCounts,
): readonly ComposedPosture[] {
  if (frameworks.length === 0) return [];
  const tallies = controlTallies(catalog, input, counts);
  const context = contextOf(input);
  return frameworks.map((framework) => ({
    namespace,
    framework: framework.id,
    posture: postureOf(framework, tallies, context),
  }));
}

/** Every control that exists, with or without subjects, as the arithmetic wants it. */
export function controlTallies(
  catalog: PostureCatalog,
  { collection, kind }: Pick<PostureInput, 'collection' | 'kind'>,
  counts: ControlCounts,
): ReadonlyMap<ControlId, ControlTally> {
  return new Map(
    catalog.controls.map((control) => [
      control.id,
      {
        control: control.id,
        severity: control.severity,
        counts: counts.get(control.id) ?? NO_COUNTS,
        complete: subjectsComplete(control, collection.complete, kind),
      },
    ]),
  );
}
