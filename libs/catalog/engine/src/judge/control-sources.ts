import type { SourceGroups, SourceId } from '@plimsoll/model';
import type { Control } from '../control.js';
import type { Derivation } from '../derivation.js';

/** The sources that a control's verdicts rest on, those of its derived facts too; alternatives stay together. */
export function sourceGroupsOf(control: Control, derivations: readonly Derivation[]): SourceGroups {
  return control.needs.flatMap((need): SourceGroups => {
    if (typeof need === 'string') return [[need]];
    if ('anyOf' in need) return [need.anyOf];
    return derivations
      .filter(({ id }) => id === need.derived)
      .flatMap(({ sources }) => sources.map((source) => [source]));
  });
}

/** What is enrolled: only a Kubernetes cluster has an API whose objects could be subjects. */
export type ClusterKind = 'kubernetes' | 'host';

/**
 * Whether every source that could give a control a subject has a completed epoch; `complete` of a tally. On a
 * standalone host no kube source can give one, so such a control is `not-applicable: no subject` there.
 */
export function subjectsComplete(
  control: Control,
  completeSources: ReadonlySet<SourceId>,
  kind: ClusterKind,
): boolean {
  return control.subjects.every(
    (source) => completeSources.has(source) || (kind === 'host' && !source.startsWith('host/')),
  );
}
