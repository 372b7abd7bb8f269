import type { JsonValue } from '@plimsoll/model';
import type { KubeClient } from '../client/kube-client.js';
import { listOf, member } from '../kubeconfig/json-access.js';
import type { Access } from './review-access.js';

/** What one may do in all namespaces, as one answer tells it. */
export interface Rules {
  /** False where the server cannot list everything that its authorizers allow: what is not in it may be allowed still. */
  readonly complete: boolean;
  readonly allow: (access: Access) => boolean;
}

const PATH = '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews';
/** No namespace can have this name, so no RoleBinding adds to the answer. */
const NO_NAMESPACE = 'plimsoll:none';

/** One question in place of one for each kind and verb. @throws the KUBE codes */
export async function reviewRules(client: KubeClient, signal?: AbortSignal): Promise<Rules> {
  const review = await client.json(PATH, {
    method: 'POST',
    body: {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectRulesReview',
      spec: { namespace: NO_NAMESPACE },
    },
    ...(signal ? { signal } : {}),
  });
  const status = member(review, 'status');
  const rules = listOf(status, 'resourceRules').filter((rule) => listOf(rule, 'resourceNames').length === 0);
  return {
    complete: member(status, 'incomplete') === false,
    allow: (access) => rules.some((rule) => allows(rule, access)),
  };
}

const allows = (rule: JsonValue, { group, resource, verb }: Access): boolean =>
  names(rule, 'apiGroups', group) && names(rule, 'resources', resource) && names(rule, 'verbs', verb);

const names = (rule: JsonValue, list: string, name: string): boolean =>
  listOf(rule, list).some((one) => one === '*' || one === name);
