import type { Derivation, DerivedId, DerivedKey, DerivedLookup, DerivedView } from '@plimsoll/engine';
import type { ClusterId, JsonValue, Subject } from '@plimsoll/model';
import type { Transaction } from '@plimsoll/store';

/**
 * Beside its values a derivation has one row under this name and the key '': `true` when all of its sources have a
 * completed epoch, else `false`. So a source that completes marks what must be judged again, like a changed value.
 */
export const completenessOf = (id: DerivedId): string => `${id}:complete`;

interface DerivedRow {
  readonly derivation: string;
  readonly key: DerivedKey;
  readonly value: string;
}

/** By the primary key of `derived`. */
export const DERIVED_VALUES = /* sql */ `
select d.derivation, d.key, d.value
from unnest($3::text[], $4::text[]) wanted(derivation, key)
join derived d on d.organization_id = $1 and d.cluster_id = $2 and d.derivation = wanted.derivation and d.key = wanted.key`;

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
    want(completenessOf(derivation.id), '');
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
  const values = new Map<string, JsonValue>();
  for (const { derivation, key, value } of rows) {
    const parsed: JsonValue = JSON.parse(value);
    values.set(`${derivation}\0${key}`, parsed);
  }
  const byId = new Map(derivations.map((derivation) => [derivation.id, derivation]));
  return (id, subject): DerivedView | undefined => {
    const derivation = byId.get(id);
    if (derivation === undefined) return undefined;
    const incomplete = values.get(`${completenessOf(id)}\0`) !== true;
    return { value: values.get(`${id}\0${derivation.keyOf(subject)}`), incomplete };
  };
}
