import { COMPLETENESS_KEY, derivedLookup } from '@plimsoll/engine';
import type { Derivation, DerivedFact, DerivedKey, DerivedLookup } from '@plimsoll/engine';
import type { ClusterId, JsonValue, Subject } from '@plimsoll/model';
import type { Transaction } from '@plimsoll/store';

interface DerivedRow {
  readonly derivation: string;
  readonly key: DerivedKey;
  readonly digest: Buffer;
  readonly value: string;
}

/** What the engine derives at the completeness key of a derivation all of whose sources are complete. */
const COMPLETE = JSON.stringify({ complete: true });

/** By the primary key of `derived`. */
export const DERIVED_VALUES = /* sql */ `
select d.derivation, d.key, d.digest, d.value
from unnest($3::text[], $4::text[]) wanted(derivation, key)
cross join lateral (
  select * from derived
  where organization_id = $1 and cluster_id = $2 and derivation = wanted.derivation and key = wanted.key limit 1
) d`;

/** What the subjects see of the derivations, loaded in one query. */
export async function loadDerived(
  tx: Transaction,
  clusterId: ClusterId,
  derivations: readonly Derivation[],
  subjects: readonly Subject[],
): Promise<DerivedLookup> {
  if (derivations.length === 0 || subjects.length === 0) return () => undefined;
  const wanted = new Map<string, readonly [string, DerivedKey]>();
  const want = (name: string, key: DerivedKey): void => void wanted.set(`${name}\0${key}`, [name, key]);
  for (const derivation of derivations) {
    want(derivation.id, COMPLETENESS_KEY);
    for (const subject of subjects) want(derivation.id, derivation.keyOf(subject));
  }
  const pairs = [...wanted.values()];
  const rows = await tx.query<DerivedRow>(DERIVED_VALUES, [
    tx.organizationId,
    clusterId,
    pairs.map(([name]) => name),
    pairs.map(([, key]) => key),
  ]);
  return lookupIn(derivations, rows);
}

function lookupIn(derivations: readonly Derivation[], rows: readonly DerivedRow[]): DerivedLookup {
  const incomplete = new Map(derivations.map(({ id }) => [String(id), !isComplete(id, rows)]));
  const facts = new Map(derivations.map(({ id }) => [id, new Map<DerivedKey, DerivedFact>()]));
  for (const { derivation, key, digest, value } of rows) {
    const parsed: JsonValue = JSON.parse(value);
    const id = derivations.find((candidate) => candidate.id === derivation)?.id;
    if (id !== undefined)
      facts.get(id)?.set(key, { value: parsed, digest, incomplete: incomplete.get(id) ?? true });
  }
  return derivedLookup(derivations, facts);
}

const isComplete = (id: string, rows: readonly DerivedRow[]): boolean =>
  rows.some((row) => row.derivation === id && row.key === COMPLETENESS_KEY && row.value === COMPLETE);
