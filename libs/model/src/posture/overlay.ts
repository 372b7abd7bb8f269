import type { ControlId } from '../ids.js';
import type { SourceId } from '../sources/registry.js';
import type { Verdict, VerdictCounts } from '../verdicts/verdict.js';
import type { StaleSet } from './staleness.js';
import { subjectsIn } from './tally.js';

/**
 * The sources that one control rests on, those of its derived facts too. Each entry is a group of alternatives in order
 * of trust; a group of one is a source without alternative.
 */
export type SourceGroups = readonly (readonly SourceId[])[];

/** The counts of one control in one namespace, before the overlays. */
export interface NamespaceTally {
  readonly namespace: string;
  readonly control: ControlId;
  readonly counts: VerdictCounts;
}

/** A subject that belongs to a node and its stored verdicts. Only those of stale nodes have to be loaded. */
export interface NodeSubject {
  readonly node: string;
  readonly namespace: string;
  /** undefined for a control that does not apply. */
  readonly verdictOf: (control: ControlId) => Verdict | undefined;
}

export interface OverlayInput {
  readonly stale: StaleSet;
  readonly sourcesOf: (control: ControlId) => SourceGroups;
  /** The subjects of the nodes in `stale.nodes`; others are ignored. */
  readonly nodeSubjects: Iterable<NodeSubject>;
  /** Tells which alternatives were ever collected; the first that was decides the freshness of its group. */
  readonly collected?: (source: SourceId) => boolean;
}

const COUNT = { pass: 'pass', fail: 'fail', unknown: 'unknown', 'not-applicable': 'notApplicable' } as const;

/**
 * The tallies as they are once staleness is laid over them: every subject of a control that needs a stale
 * cluster-wide source, and every subject of a stale node at the controls that need what is stale of it, goes to
 * `unknown` (reason stale), each once. The number of subjects stays. Waivers are laid over the result.
 */
export function overlay(tallies: readonly NamespaceTally[], input: OverlayInput): NamespaceTally[] {
  const wholly = remembered((control: ControlId) => isStaleEverywhere(control, input));
  const moves = nodeMoves(tallies, input, wholly);
  return tallies.map((tally) => {
    if (wholly(tally.control)) return { ...tally, counts: allUnknown(tally.counts) };
    const moved = moves.get(tally.namespace)?.get(tally.control);
    return moved ? { ...tally, counts: moveToUnknown(tally.counts, moved) } : tally;
  });
}

/** Whether one subject's verdict is shown as `unknown: stale`; what findings and subject pages ask. */
export function isStale(
  control: ControlId,
  node: string | undefined,
  input: Omit<OverlayInput, 'nodeSubjects'>,
): boolean {
  return isStaleEverywhere(control, input) || (node !== undefined && isStaleOnNode(control, node, input));
}

type Rules = Omit<OverlayInput, 'nodeSubjects'>;

/** The alternative of a group that decides its freshness. */
const deciding = (group: readonly SourceId[], { collected }: Rules): SourceId | undefined =>
  group.find((source) => collected?.(source) ?? true);

function isStaleEverywhere(control: ControlId, input: Rules): boolean {
  return input.sourcesOf(control).some((group) => {
    const source = deciding(group, input);
    return source !== undefined && input.stale.sources.has(source);
  });
}

function isStaleOnNode(control: ControlId, node: string, input: Rules): boolean {
  return input.sourcesOf(control).some((group) => {
    const source = deciding(group, input);
    return source !== undefined && (input.stale.nodes.get(source)?.has(node) ?? false);
  });
}

type Moved = Record<(typeof COUNT)[Verdict], number>;
type Moves = Map<string, Map<ControlId, Moved>>;

function nodeMoves(
  tallies: readonly NamespaceTally[],
  input: OverlayInput,
  wholly: (control: ControlId) => boolean,
): Moves {
  const moves: Moves = new Map();
  const controls = [...new Set(tallies.map(({ control }) => control))].filter((control) => !wholly(control));
  const controlsOf = remembered((node: string) =>
    controls.filter((control) => isStaleOnNode(control, node, input)),
  );
  for (const subject of input.nodeSubjects) {
    for (const control of controlsOf(subject.node)) {
      const verdict = subject.verdictOf(control);
      if (verdict === undefined) continue;
      const namespace = moves.get(subject.namespace) ?? new Map<ControlId, Moved>();
      const counts = namespace.get(control) ?? { pass: 0, fail: 0, unknown: 0, notApplicable: 0 };
      counts[COUNT[verdict]]++;
      moves.set(subject.namespace, namespace.set(control, counts));
    }
  }
  return moves;
}

const allUnknown = (counts: VerdictCounts): VerdictCounts => ({
  pass: 0,
  fail: 0,
  notApplicable: 0,
  waived: 0,
  unknown: subjectsIn(counts),
});

function moveToUnknown(counts: VerdictCounts, moved: Omit<VerdictCounts, 'waived'>): VerdictCounts {
  return {
    ...counts,
    pass: counts.pass - moved.pass,
    fail: counts.fail - moved.fail,
    notApplicable: counts.notApplicable - moved.notApplicable,
    unknown: counts.unknown + moved.pass + moved.fail + moved.notApplicable,
  };
}

function remembered<Key, Value>(compute: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, Value>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const value = compute(key);
    known.set(key, value);
    return value;
  };
}
