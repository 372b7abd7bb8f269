import { canonicalBody, subjectKey, type Fact, type JsonValue, type SourceId } from '@plimsoll/model';
import type { Derivation, DerivedKey } from '../derivation.js';
import {
  COMPLETENESS_KEY,
  derive,
  derivedFact,
  type DerivedFact,
  type DerivedFacts,
} from '../derive/derive.js';

/** How many objects of one name are told apart; of more, the first ones count. */
const MOST_CANDIDATES = 8;

export interface WorldToDerive {
  /** At least the facts of the derivations' sources; others are ignored. */
  readonly facts: Iterable<Fact>;
  readonly derivations: readonly Derivation[];
  /** Sources that were read as a whole, for instance `cluster/version`. */
  readonly completeSources: ReadonlySet<SourceId>;
  /** `scan --complete`: the facts are the whole cluster, so every source is complete. */
  readonly complete: boolean;
}

/**
 * Derives from facts among which several may have one name (DESIGN section 10): once with the first of each name, and
 * once for each further candidate. A key at which these differ keeps the others as `alternatives`. The answer is plain
 * data that can be handed to a worker thread.
 */
export function deriveWorld({ facts, derivations, completeSources, complete }: WorldToDerive): DerivedFacts {
  const wanted = new Set(derivations.flatMap(({ sources }) => sources));
  const known = [...facts].filter(({ source }) => wanted.has(source));
  const closed = complete ? wanted : completeSources;
  return new Map(
    derivations.map((derivation) => [derivation.id, deriveCandidates(derivation, known, closed)]),
  );
}

function deriveCandidates(
  derivation: Derivation,
  facts: readonly Fact[],
  complete: ReadonlySet<SourceId>,
): ReadonlyMap<DerivedKey, DerivedFact> {
  const sources = new Set(derivation.sources);
  const own = facts.filter(({ source }) => sources.has(source) && derivation.own?.includes(source));
  const named = candidates(
    facts.filter(({ source }) => sources.has(source) && !derivation.own?.includes(source)),
  );
  const most = Math.max(1, ...named.map((list) => list.length));
  const runs = Array.from({ length: most }, (_, run) => {
    const chosen = named.flatMap((list) => list[run % list.length] ?? []);
    return (
      derive([derivation], bySource([...own, ...chosen]), complete).get(derivation.id) ??
      new Map<DerivedKey, DerivedFact>()
    );
  });
  return merged(runs);
}

/** The facts of each name, those of equal content once. */
function candidates(facts: readonly Fact[]): Fact[][] {
  const byName = new Map<string, Fact[]>();
  for (const fact of facts) {
    const { group, kind, namespace, name } = fact.subject;
    const key = `${fact.source} ${subjectKey({ group, kind, namespace, name })}`;
    byName.set(key, [...(byName.get(key) ?? []), fact]);
  }
  return [...byName.values()].map((list) => (list.length === 1 ? list : distinct(list)));
}

function distinct(facts: readonly Fact[]): Fact[] {
  const byContent = new Map(facts.map((fact) => [canonicalBody(fact.body), fact]));
  return [...byContent]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .slice(0, MOST_CANDIDATES)
    .map(([, fact]) => fact);
}

function merged(runs: readonly ReadonlyMap<DerivedKey, DerivedFact>[]): ReadonlyMap<DerivedKey, DerivedFact> {
  const [first = new Map<DerivedKey, DerivedFact>(), ...others] = runs;
  if (others.length === 0) return first;
  const keys = new Set(runs.flatMap((run) => [...run.keys()]));
  const incomplete = first.get(COMPLETENESS_KEY)?.incomplete ?? true;
  return new Map(
    [...keys].map((key) => [
      key,
      withAlternatives(
        runs.map((run) => run.get(key)),
        incomplete,
      ),
    ]),
  );
}

/** Where a candidate gives nothing at the key, null stands for it. */
function withAlternatives(found: readonly (DerivedFact | undefined)[], incomplete: boolean): DerivedFact {
  const byDigest = new Map<string, JsonValue>();
  for (const fact of found) byDigest.set(fact ? bodyText(fact) : '', fact?.value ?? null);
  const [value = null, ...alternatives] = byDigest.values();
  return derivedFact(value, incomplete, alternatives);
}

const bodyText = ({ digest }: DerivedFact): string => digest.join(' ');

function bySource(facts: readonly Fact[]): Map<SourceId, Fact[]> {
  const map = new Map<SourceId, Fact[]>();
  for (const fact of facts) {
    const list = map.get(fact.source);
    if (list) list.push(fact);
    else map.set(fact.source, [fact]);
  }
  return map;
}
