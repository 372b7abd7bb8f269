import type { Fact, JsonValue, SourceId, Subject, SubjectKey } from '@plimsoll/model';

/** Derived facts, a closed registry like the sources. */
export type DerivedId = 'platform' | 'effective-permissions' | 'component-flags';

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
  /**
   * Pure, and independent of the order of the facts. Facts of one subject may come twice in `scan` alone, told apart by
   * their `instance`; see `own`.
   */
  readonly derive: (facts: readonly Fact[]) => ReadonlyMap<DerivedKey, JsonValue>;
  /**
   * Sources whose facts are listed in the value one by one, with their instance. All others are looked up by name:
   * where `scan` has several of one name it derives once for each candidate and compares the verdicts.
   */
  readonly own?: readonly SourceId[];
  /**
   * Of these sources only the subjects whose key begins with one of the texts are read: a derivation that looks at a few
   * of very many objects says so here, and costs nothing when another of them changes.
   */
  readonly within?: Readonly<Partial<Record<SourceId, readonly string[]>>>;
  /** The key whose value a subject sees. */
  readonly keyOf: (subject: Subject) => DerivedKey;
}

/** Whether a derivation looks at a source's fact of a subject. */
export function readsFact(
  { sources, within }: Pick<Derivation, 'sources' | 'within'>,
  source: SourceId,
  key: SubjectKey,
): boolean {
  if (!sources.includes(source)) return false;
  const prefixes = within?.[source];
  return prefixes === undefined || prefixes.some((prefix) => key.startsWith(prefix));
}
