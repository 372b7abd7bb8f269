import type { RbacRule } from './rbac.js';

/** A request for a resource. `*` is no wildcard here: it asks for a rule that grants everything. */
export interface ResourceRequest {
  readonly verb: string;
  /** '' for the core group. */
  readonly apiGroup: string;
  readonly resource: string;
  readonly subresource?: string;
  /**
   * The object's name. Without it, or with '', the request names none (create, list), and a rule that is limited to
   * names does not grant it, as in Kubernetes, unless '' is among these names. `{ any: true }` asks whether some object could be reached, limited or not.
   */
  readonly resourceName?: string | { readonly any: true };
}

/** A request for a path outside of the API's resources, for instance `/metrics`. */
export interface PathRequest {
  readonly verb: string;
  readonly path: string;
}

/** Whether any of the rules grants the request, exactly as the RBAC authorizer of Kubernetes decides it. */
export function allows(rules: readonly RbacRule[], request: ResourceRequest | PathRequest): boolean {
  return rules.some((rule) =>
    'path' in request ? grantsPath(rule, request) : grantsResource(rule, request),
  );
}

/** The rules among these that grant the request, for evidence. */
export function grantingRules(
  rules: readonly RbacRule[],
  request: ResourceRequest | PathRequest,
): RbacRule[] {
  return rules.filter((rule) => allows([rule], request));
}

function grantsResource(rule: RbacRule, request: ResourceRequest): boolean {
  return (
    has(rule.verbs, request.verb) &&
    has(rule.apiGroups, request.apiGroup) &&
    resourceMatches(rule.resources, request.resource, request.subresource ?? '') &&
    nameMatches(rule.resourceNames, request.resourceName)
  );
}

const has = (list: readonly string[], wanted: string): boolean => list.includes('*') || list.includes(wanted);

// `*` is every resource with every subresource, `*/exec` that subresource of all; `pods/*` is a name like any other.
function resourceMatches(resources: readonly string[], resource: string, subresource: string): boolean {
  if (subresource === '') return has(resources, resource);
  return has(resources, `${resource}/${subresource}`) || resources.includes(`*/${subresource}`);
}

function nameMatches(names: readonly string[], wanted: ResourceRequest['resourceName']): boolean {
  if (names.length === 0 || typeof wanted === 'object') return true;
  return names.includes(wanted ?? '');
}

/** Exact, `*`, or a prefix that ends in `*`. */
function grantsPath(rule: RbacRule, { verb, path }: PathRequest): boolean {
  const matches = (url: string): boolean =>
    url === '*' || url === path || (url.endsWith('*') && path.startsWith(url.replace(/\*+$/, '')));
  return has(rule.verbs, verb) && rule.nonResourceURLs.some(matches);
}
