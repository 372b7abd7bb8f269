import type { Fact, JsonValue, SourceId, Subject } from '@plimsoll/model';

/** Derived facts, a closed registry like the sources. */
export type DerivedId = 'platform' | 'effective-permissions';

/** '' for the cluster, else a namespace or a node's name. */
export type DerivedKey = string;

/**
 * A pure function of facts. It reads every fact of its sources in one cluster and gives a value for each key; the
 * engine compares digests, so only subjects whose key's value changed are judged again. If one of the sources has no
 * completed epoch the value is incomplete: a control may fail on it, never pass.
 */
export interface Derivation {
  readonly id: DerivedId;
  readonly sources: readonly SourceId[];
  readonly derive: (facts: readonly Fact[]) => ReadonlyMap<DerivedKey, JsonValue>;
  /** The key whose value a subject sees. */
  readonly keyOf: (subject: Subject) => DerivedKey;
}
