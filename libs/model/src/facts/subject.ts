/**
 * What a fact is about. Identity is (cluster, group, kind, namespace, name); uid, API version and owner chain are
 * attributes and live in the body. `instance` is used by `scan` alone, where every object read is a subject of its
 * own, and is empty everywhere else.
 */
export interface Subject {
  /** API group, '' for the core group. */
  readonly group: string;
  readonly kind: string;
  /** '' for cluster-scoped subjects. */
  readonly namespace: string;
  readonly name: string;
  readonly instance?: string;
}

/** A subject written as one string: `group/kind/namespace/name[/instance]`, parts percent-escaped for `%` and `/`. */
export type SubjectKey = string;

const escapePart = (part: string): string =>
  part.includes('%') || part.includes('/') ? part.replaceAll('%', '%25').replaceAll('/', '%2F') : part;
const unescapePart = (part: string): string =>
  part.includes('%') ? part.replaceAll('%2F', '/').replaceAll('%25', '%') : part;

/** One to one: two subjects have the same key only when all five parts are equal. */
export function subjectKey(subject: Subject): SubjectKey {
  const key = `${escapePart(subject.group)}/${escapePart(subject.kind)}/${escapePart(subject.namespace)}/${escapePart(subject.name)}`;
  return subject.instance ? `${key}/${escapePart(subject.instance)}` : key;
}

/** The inverse of {@link subjectKey}; undefined for a string that no subject is written as. */
export function parseSubjectKey(key: SubjectKey): Subject | undefined {
  const parts = key.split('/').map(unescapePart);
  const [group, kind, namespace, name, instance] = parts;
  if (
    parts.length < 4 ||
    parts.length > 5 ||
    group === undefined ||
    !kind ||
    namespace === undefined ||
    name === undefined
  )
    return undefined;
  // Only `scan` reads objects that have no name yet (generateName); their instance tells them apart.
  if (parts.length === 5 ? !instance : !name) return undefined;
  const subject = { group, kind, namespace, name, ...(instance && { instance }) };
  return !key.includes('%') || subjectKey(subject) === key ? subject : undefined;
}
