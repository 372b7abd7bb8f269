import type { JsonValue } from '@plimsoll/model';
import { isObject, items, member, text } from '../../json-access.js';

/** A rule of a role, as Kubernetes writes it; a list that is not there is empty. */
export type RbacRule = {
  readonly verbs: readonly string[];
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames: readonly string[];
  readonly nonResourceURLs: readonly string[];
};

/** What Kubernetes RBAC calls a subject (DESIGN section 1). */
export type RbacSubject = {
  readonly kind: 'User' | 'Group' | 'ServiceAccount';
  readonly name: string;
  /** Of a ServiceAccount; '' for the others. */
  readonly namespace: string;
};

const texts = (value: JsonValue | undefined): string[] =>
  items(value).filter((item) => typeof item === 'string');

/** The rules in a Role's or ClusterRole's `rules`; what is not a rule is left out. */
export function readRules(value: JsonValue | undefined): RbacRule[] {
  return items(value)
    .filter(isObject)
    .map((rule) => ({
      verbs: texts(rule.verbs),
      apiGroups: texts(rule.apiGroups),
      resources: texts(rule.resources),
      resourceNames: texts(rule.resourceNames),
      nonResourceURLs: texts(rule.nonResourceURLs),
    }));
}

/** The subjects of a binding. A ServiceAccount without namespace, which the API refuses, is read as of `namespace`. */
export function readSubjects(value: JsonValue | undefined, namespace: string): RbacSubject[] {
  return items(value).flatMap((subject): RbacSubject[] => {
    const kind = text(member(subject, 'kind'));
    const name = text(member(subject, 'name'));
    if (kind === 'ServiceAccount')
      return [{ kind, name, namespace: text(member(subject, 'namespace')) || namespace }];
    return kind === 'User' || kind === 'Group' ? [{ kind, name, namespace: '' }] : [];
  });
}
