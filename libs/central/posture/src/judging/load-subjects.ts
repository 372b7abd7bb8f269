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

const NO_FACTS: StoredFacts = { facts: {}, rejected: new Set(), present: false, ended: false };

/** Subjects whose bodies are in memory at a time: enough to keep Postgres busy, few enough to be garbage young. */
const SLICE = 128;

/** Loads subjects with their facts, derived facts and owners. */
export async function loadSubjects(
  tx: Transaction,
  clusterId: ClusterId,
  catalog: PostureCatalog,
  keys: readonly SubjectKey[],
): Promise<readonly LoadedSubject[]> {
  const loaded: LoadedSubject[] = [];
  await visitSubjects(tx, clusterId, catalog, keys, (subject) => loaded.push(subject));
  return loaded;
}

/**
 * Shows each subject as `loadSubjects` gives it, in the order of the keys, while Postgres reads the next ones. A
 * subject that is not kept is forgotten at once.
 */
export async function visitSubjects(
  tx: Transaction,
  clusterId: ClusterId,
  catalog: PostureCatalog,
  keys: readonly SubjectKey[],
  visit: (subject: LoadedSubject) => void,
): Promise<void> {
  const derived = await loadDerived(tx, clusterId, catalog.derivations, subjectsOf(keys));
  const factsFrom = (at: number): ReturnType<typeof loadFacts> =>
    loadFacts(tx, clusterId, keys.slice(at, at + SLICE), catalog.readSources);
  let stored = await factsFrom(0);
  for (let at = 0; at < keys.length; at += SLICE) {
    const found = foundAmong(keys.slice(at, at + SLICE), stored);
    const isKnown = await ownersAmong(tx, clusterId, found);
    const show = async (): Promise<void> => found.forEach((entry) => visit(loaded(entry, derived, isKnown)));
    [stored] = await Promise.all([factsFrom(at + SLICE), show()]);
  }
}

const subjectsOf = (keys: readonly SubjectKey[]): readonly Subject[] =>
  keys.flatMap((key) => parseSubjectKey(key) ?? []);

const foundAmong = (
  keys: readonly SubjectKey[],
  stored: ReadonlyMap<SubjectKey, StoredFacts>,
): readonly Found[] =>
  keys.flatMap((key) => {
    const subject = parseSubjectKey(key);
    return subject === undefined ? [] : [{ key, subject, stored: stored.get(key) ?? NO_FACTS }];
  });

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
  const present = stored.present || rejected.size > 0;
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
