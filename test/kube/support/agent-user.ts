import { readFile } from 'node:fs/promises';
import type { TestUser, TestbedAccess } from '@plimsoll/testbed';

const ROLE_PATH = new URL('../../../deploy/rbac/cluster-role.yaml', import.meta.url);
const RBAC = '/apis/rbac.authorization.k8s.io/v1';
const ROLE = 'plimsoll-cluster-agent';
const NAME = 'plimsoll-agent-of-the-tests';

/** A user with exactly the generated ClusterRole and nothing beside it; asked for again it is the same. */
export async function agentUser(testbed: Pick<TestbedAccess, 'admin' | 'user'>): Promise<TestUser> {
  const apply = async (path: string, body: string): Promise<void> => {
    const headers = { 'content-type': 'application/apply-patch+yaml' };
    const query = 'fieldManager=tests&force=true';
    const reply = await testbed.admin.request('PATCH', `${RBAC}/${path}?${query}`, { body, headers });
    if (reply.status >= 300) throw new Error(reply.text);
  };
  await apply(`clusterroles/${ROLE}`, await readFile(ROLE_PATH, 'utf8'));
  await apply(
    `clusterrolebindings/${NAME}`,
    JSON.stringify({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: NAME },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: ROLE },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: NAME }],
    }),
  );
  return testbed.user(NAME);
}
