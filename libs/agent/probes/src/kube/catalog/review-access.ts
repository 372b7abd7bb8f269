import type { KubeClient } from '../client/kube-client.js';
import { member } from '../kubeconfig/json-access.js';

/** What one may do to a resource. */
export interface Access {
  /** '' for the core group. */
  readonly group: string;
  /** The plural name. */
  readonly resource: string;
  readonly verb: string;
  /** Default: in all of them. */
  readonly namespace?: string;
}

const PATH = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';

/**
 * Whether we may. The API server's own answer, whatever authorizers it has.
 * @throws the KUBE codes
 */
export async function reviewAccess(
  client: KubeClient,
  access: Access,
  signal?: AbortSignal,
): Promise<boolean> {
  const review = await client.json(PATH, {
    method: 'POST',
    body: {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes: { ...access } },
    },
    ...(signal ? { signal } : {}),
  });
  return member(member(review, 'status'), 'allowed') === true;
}
