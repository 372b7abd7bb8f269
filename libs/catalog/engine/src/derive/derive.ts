import {
  bodyDigest,
  canonicalJson,
  type Fact,
  type JsonValue,
  type SourceId,
  type Subject,
} from '@plimsoll/model';
import type { Derivation, DerivedId, DerivedKey } from '../derivation.js';
import type { DerivedLookup } from '../judge/subject-facts.js';

/** One derived fact, as it is kept. */
export interface DerivedFact {
  readonly value: JsonValue;
  /** First 16 bytes of SHA-256 over the canonical text of `{incomplete, value}`. */
  readonly digest: Uint8Array;
  /** One of the derivation's sources has no completed epoch: a control may fail on it, never pass. */
  readonly incomplete: boolean;
  /** `scan` only: what other candidates of equal name give here. */
  readonly alternatives?: readonly JsonValue[];
}

/** Everything that was derived in one cluster. */
export type DerivedFacts = ReadonlyMap<DerivedId, ReadonlyMap<DerivedKey, DerivedFact>>;
export type FactsBySource = ReadonlyMap<SourceId, readonly Fact[]>;
/** A key's digest, by derivation: what is compared after deriving again. */
export type DerivedDigests = ReadonlyMap<DerivedId, ReadonlyMap<DerivedKey, { readonly digest: Uint8Array }>>;

/**
 * A key that every derivation has and no subject: its value says whether the derivation is complete. So a lost source
 * changes it, and with it every subject, those too at whose key nothing was derived.
 */
export const COMPLETENESS_KEY: DerivedKey = '?';

/** Runs the derivations over the facts of one cluster. The order of the facts does not matter. */
export function derive(
  derivations: readonly Derivation[],
  facts: FactsBySource,
  completeSources: ReadonlySet<SourceId>,
): DerivedFacts {
  return new Map(
    derivations.map((derivation) => [derivation.id, deriveOne(derivation, facts, completeSources)]),
  );
}

/** True when every source of a derivation has a completed epoch. */
export function isDerivationComplete(
  derivation: Derivation,
  completeSources: ReadonlySet<SourceId>,
): boolean {
  return derivation.sources.every((source) => completeSources.has(source));
}

function deriveOne(
  derivation: Derivation,
  facts: FactsBySource,
  completeSources: ReadonlySet<SourceId>,
): Map<DerivedKey, DerivedFact> {
  const incomplete = !isDerivationComplete(derivation, completeSources);
  const values = derivation.derive(derivation.sources.flatMap((source) => facts.get(source) ?? []));
  const derived = new Map([[COMPLETENESS_KEY, derivedFact({ complete: !incomplete }, incomplete)]]);
  for (const [key, value] of values) derived.set(key, derivedFact(value, incomplete));
  return derived;
}

/** A derived fact with its digest. */
export function derivedFact(
  value: JsonValue,
  incomplete: boolean,
  alternatives: readonly JsonValue[] = [],
): DerivedFact {
  const digest = bodyDigest(canonicalJson({ incomplete, value })).subarray(0, 16);
  return { value, digest, incomplete, ...(alternatives.length > 0 && { alternatives }) };
}

/** The keys of one derivation whose value or completeness differs, appeared ones and vanished ones too. */
export function dirtyKeys(
  derivation: DerivedId,
  before: DerivedDigests,
  after: DerivedDigests,
): ReadonlySet<DerivedKey> {
  const [old, now] = [before.get(derivation), after.get(derivation)];
  const keys = new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])]);
  return new Set([...keys].filter((key) => !equal(old?.get(key)?.digest, now?.get(key)?.digest)));
}

/** True when a subject that needs the derivation has to be judged again because of these dirty keys. */
export function isDirty(derivation: Derivation, subject: Subject, dirty: ReadonlySet<DerivedKey>): boolean {
  return dirty.has(COMPLETENESS_KEY) || dirty.has(derivation.keyOf(subject));
}

/** The look-up that judging takes, over derived facts in memory or loaded from the store. */
export function derivedLookup(derivations: readonly Derivation[], derived: DerivedFacts): DerivedLookup {
  const byId = new Map(derivations.map((derivation) => [derivation.id, derivation]));
  return (id, subject) => {
    const derivation = byId.get(id);
    const keys = derived.get(id);
    if (derivation === undefined || keys === undefined) return undefined;
    return (
      keys.get(derivation.keyOf(subject)) ?? {
        value: undefined,
        incomplete: keys.get(COMPLETENESS_KEY)?.incomplete ?? true,
      }
    );
  };
}

function equal(left: Uint8Array | undefined, right: Uint8Array | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}
