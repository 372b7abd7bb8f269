import type { SourceGroups, SourceId } from '@plimsoll/model';
import type { Control } from '../control.js';
import type { Derivation } from '../derivation.js';
import { AGENT_SOURCES, isOfAgents } from './node-agent.js';

/**
 * The sources that a control's verdicts rest on, those of its derived facts too. Alternatives of one fact stay together,
 * and the first that was collected decides about freshness. Sources that each give subjects of their own are no such
 * alternatives: fresh Pods say nothing of Deployments that nobody has confirmed, so each of them counts.
 */
export function sourceGroupsOf(control: Control, derivations: readonly Derivation[]): SourceGroups {
  return control.needs.flatMap((need): SourceGroups => {
    if (typeof need === 'string') return [[need]];
    if ('anyOf' in need)
      return need.anyOf.every((source) => control.subjects.includes(source))
        ? need.anyOf.map((source) => [source])
        : [need.anyOf];
    return derivations
      .filter(({ id }) => id === need.derived)
      .flatMap(({ sources }) => sources.map((source) => [source]));
  });
}

const NODE_SOURCES: readonly SourceId[] = ['kube/core/Node', ...AGENT_SOURCES];

/**
 * The sources by any of which a subject of the control is known. A node is known by its Node object and by each source
 * of a node agent: without this, a node on which one of them could not be read, or on which no agent runs, would be
 * missing from the counts, and withholding it would raise compliance while coverage stays (DESIGN section 8).
 */
export const subjectSources = ({ subjects }: Pick<Control, 'subjects'>): readonly SourceId[] =>
  subjects.some(isOfAgents) ? [...new Set([...subjects, ...NODE_SOURCES])] : subjects;

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
    (source) => completeSources.has(source) || (kind === 'host' && !isOfAgents(source)),
  );
}
