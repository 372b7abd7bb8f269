import { COMPLETENESS_KEY, derive, dirtyKeys, isDirty, subjectSources } from '@plimsoll/engine';
import type { Derivation, DerivedFact, DerivedKey } from '@plimsoll/engine';
import { parseSubjectKey } from '@plimsoll/model';
import type { ClusterId, SourceId } from '@plimsoll/model';
import type { Transaction } from '@plimsoll/store';
import type { EvaluationCatalog } from '../evaluation-catalog.js';
import { derivedDigests, factsOfDerivation, writeDerived } from './derived.repository.js';
import { changedWithin, markSubjects, subjectsOfSources } from './dirty.repository.js';

export interface DeriveContext {
  readonly clusterId: ClusterId;
  readonly catalog: EvaluationCatalog;
  /** Sources with a changed fact; `all` after a change of the catalogue. */
  readonly changed: ReadonlySet<string> | 'all';
  /** The generations that `changed` speaks of, the first not included. */
  readonly from: number;
  readonly to: number;
  readonly complete: ReadonlySet<SourceId>;
}

/** Derives what a changed fact, or a source that completed, may have changed; true when a value did. */
export async function deriveAgain(tx: Transaction, context: DeriveContext): Promise<boolean> {
  let changed = false;
  for (const derivation of context.catalog.derivations) {
    const before = await derivedDigests(tx, context.clusterId, derivation.id);
    if (!isOtherCompleteness(derivation, before, context) && !(await hasChanged(tx, derivation, context)))
      continue;
    const facts = await factsOfDerivation(tx, context.clusterId, derivation);
    const after = storable(derive([derivation], facts, context.complete).get(derivation.id) ?? new Map());
    const keys = dirtyKeys(
      derivation.id,
      new Map([[derivation.id, before]]),
      new Map([[derivation.id, after]]),
    );
    if (keys.size === 0) continue;
    await writeDerived(tx, context.clusterId, derivation.id, keys, after);
    await markReaders(tx, context, derivation, keys);
    changed = true;
  }
  return changed;
}

/** Subject keys have at most so many bytes, and so have their namespaces. */
const MOST_KEY_BYTES = 1024;

/** Objects may name any text, a namespace that cannot exist among it: no subject has such a key, and no row could. */
const storable = (derived: ReadonlyMap<DerivedKey, DerivedFact>): ReadonlyMap<DerivedKey, DerivedFact> =>
  new Map([...derived].filter(([key]) => !key.includes('\0') && Buffer.byteLength(key) <= MOST_KEY_BYTES));

function isOtherCompleteness(
  derivation: Derivation,
  before: ReadonlyMap<DerivedKey, { readonly digest: Uint8Array }>,
  { complete }: DeriveContext,
): boolean {
  const completeness = derive([{ ...derivation, derive: () => new Map() }], new Map(), complete);
  const [now, was] = [completeness.get(derivation.id)?.get(COMPLETENESS_KEY), before.get(COMPLETENESS_KEY)];
  return now === undefined || was === undefined || Buffer.compare(now.digest, was.digest) !== 0;
}

/** Whether a fact changed that the derivation looks at; of many objects it may look at a few. */
async function hasChanged(
  tx: Transaction,
  { sources, within = {} }: Derivation,
  { clusterId, changed, from, to }: DeriveContext,
): Promise<boolean> {
  if (changed === 'all') return true;
  for (const source of sources.filter((one) => changed.has(one))) {
    const prefixes = within[source];
    if (prefixes === undefined || (await changedWithin(tx, clusterId, { source, prefixes, from, to })))
      return true;
  }
  return false;
}

/** Subjects at a changed key that a control with this derived fact selects. */
async function markReaders(
  tx: Transaction,
  { clusterId, catalog }: DeriveContext,
  derivation: Derivation,
  keys: ReadonlySet<DerivedKey>,
): Promise<void> {
  const sources = [...new Set(catalog.controlsOfDerived(derivation.id).flatMap(subjectSources))];
  if (sources.length === 0) return;
  const subjects = await subjectsOfSources(tx, clusterId, sources);
  const readers = subjects.filter((key) => {
    const subject = parseSubjectKey(key);
    return subject !== undefined && isDirty(derivation, subject, keys);
  });
  await markSubjects(tx, clusterId, readers, 'facts');
}
