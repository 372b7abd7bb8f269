import {
  allows,
  bindingsIn,
  grantsTo,
  type BindingPermissions,
  type DerivedFacts,
  type PathRequest,
  type ResourceRequest,
} from '@plimsoll/engine';
import type { JsonObject } from '@plimsoll/model';
import fc from 'fast-check';
import {
  anyAsker,
  GROUPS,
  OBJECT_NAMES,
  PATHS,
  RESOURCES,
  SUBRESOURCES,
  VERBS,
  type Asker,
  type Scope,
} from './any-rbac.js';
import { oneOf } from './sometimes.js';

/** May they do this there? A namespace of '' asks for the whole cluster. */
export interface Question {
  readonly asker: Asker;
  readonly namespace: string;
  readonly request:
    (Required<Omit<ResourceRequest, 'resourceName'>> & { readonly name: string }) | PathRequest;
}

export const anyQuestion = (scope: Scope): fc.Arbitrary<Question> =>
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        asker: anyAsker(scope),
        namespace: oneOf('', ...scope.namespaces),
        request: fc.record({
          verb: oneOf(...VERBS),
          apiGroup: oneOf('', ...GROUPS),
          resource: oneOf('pods', ...RESOURCES),
          subresource: oneOf('', '', 'exec', ...SUBRESOURCES),
          name: oneOf(...OBJECT_NAMES),
        }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        asker: anyAsker(scope),
        namespace: oneOf(''),
        request: fc.record({ verb: oneOf(...VERBS), path: oneOf(...PATHS) }),
      }),
    },
  );

/** The review that asks the API server the same. */
export function reviewOf({ asker, namespace, request }: Question): JsonObject {
  const attributes: JsonObject =
    'path' in request
      ? { nonResourceAttributes: { verb: request.verb, path: request.path } }
      : {
          resourceAttributes: {
            namespace,
            verb: request.verb,
            group: request.apiGroup,
            resource: request.resource,
            subresource: request.subresource,
            name: request.name,
          },
        };
  return {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SubjectAccessReview',
    spec: { ...identityOf(asker), ...attributes },
  };
}

function identityOf(asker: Asker): { readonly user: string; readonly groups: string[] } {
  if ('user' in asker) return { user: asker.user, groups: [...asker.groups] };
  const { namespace, name } = asker.account;
  return {
    user: `system:serviceaccount:${namespace}:${name}`,
    groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
  };
}

/** Our answer, from what is derived of the cluster's RBAC. */
export function ourAnswer({ asker, namespace, request }: Question, derived: DerivedFacts): boolean {
  const rules = bindingsOf(asker, namespace, derived)
    .filter((binding) => binding.kind === 'ClusterRoleBinding' || binding.namespace === namespace)
    .flatMap((binding) => binding.rules);
  if ('path' in request) return allows(rules, request);
  const { name, ...rest } = request;
  return allows(rules, name === '' ? rest : { ...rest, resourceName: name });
}

function bindingsOf(asker: Asker, namespace: string, derived: DerivedFacts): BindingPermissions[] {
  const seenFrom = (key: string): readonly BindingPermissions[] =>
    bindingsIn(derived.get('effective-permissions')?.get(key)?.value);
  // An account's namespace sees every binding that reaches it, wherever that is.
  if ('account' in asker)
    return seenFrom(asker.account.namespace).filter((binding) => grantsTo(binding, asker.account));
  const places = new Set(['', namespace]);
  return [...places]
    .flatMap(seenFrom)
    .filter(({ rbacSubjects }) =>
      rbacSubjects.some(
        ({ kind, name }) =>
          (kind === 'User' && name === asker.user) || (kind === 'Group' && asker.groups.includes(name)),
      ),
    );
}
