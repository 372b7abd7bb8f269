import { controllerOf, judgedSubject } from '@plimsoll/engine';
import type { DerivedLookup, SubjectFacts } from '@plimsoll/engine';
import { parseSubjectKey, subjectKey } from '@plimsoll/model';
import type { ClusterId, JsonObject, Subject, SubjectKey } from '@plimsoll/model';
import type { Transaction } from '@plimsoll/store';
import type { PostureCatalog } from '../posture-catalog.js';
import { loadDerived } from './derived-values.repository.js';
import { knownSubjects, loadFacts } from './subject-facts.repository.js';
import type { StoredFacts } from './subject-facts.repository.js';

/** One subject as the engine wants it, with what the store adds. */
export interface LoadedSubject extends SubjectFacts {
  readonly key: SubjectKey;
  /** False when its top owner stands for it (DESIGN section 1): it is listed, and judged by no control. */
  readonly judged: boolean;
  /** It has a fact, or one that was rejected; else it is gone. */
  readonly present: boolean;
  /** Tombstones of it wait to be removed. */
  readonly ended: boolean;
}

const NO_FACTS: StoredFacts = { facts: {}, rejected: new Set(), ended: false };

/** Loads subjects with their facts, derived facts and owners: three queries, whatever their number. */
export async function loadSubjects(
  tx: Transaction,
  clusterId: ClusterId,
  catalog: PostureCatalog,
  keys: readonly SubjectKey[],
): Promise<readonly LoadedSubject[]> {
  const stored = await loadFacts(tx, clusterId, keys);
  const found = keys.flatMap((key) => {
    const subject = parseSubjectKey(key);
    return subject === undefined ? [] : [{ key, subject, stored: stored.get(key) ?? NO_FACTS }];
  });
  const derived = await loadDerived(
    tx,
    clusterId,
    catalog.derivations,
    found.map(({ subject }) => subject),
  );
  const isKnown = await ownersAmong(tx, clusterId, found);
  return found.map((entry) => loaded(entry, derived, isKnown));
}

interface Found {
  readonly key: SubjectKey;
  readonly subject: Subject;
  readonly stored: StoredFacts;
}

function loaded(
  { key, subject, stored }: Found,
  derived: DerivedLookup,
  isKnown: (owner: Subject) => boolean,
): LoadedSubject {
  const { facts, rejected, ended } = stored;
  const present = rejected.size > 0 || Object.keys(facts).length > 0;
  const judged = present && judgedSubject(subject, objectIn(stored), isKnown);
  return { key, subject, facts, rejected, derived, judged, present, ended };
}

async function ownersAmong(
  tx: Transaction,
  clusterId: ClusterId,
  found: readonly Found[],
): Promise<(owner: Subject) => boolean> {
  const owners = new Set<SubjectKey>();
  for (const { subject, stored } of found) {
    const owner = controllerOf(subject, objectIn(stored));
    if (owner !== undefined) owners.add(subjectKey(owner));
  }
  const known = await knownSubjects(tx, clusterId, [...owners]);
  return (owner) => known.has(subjectKey(owner));
}

const NOTHING: JsonObject = {};

function objectIn({ facts }: StoredFacts): JsonObject {
  for (const body of Object.values(facts)) if (body.shape === 'object') return body.object;
  return NOTHING;
}
