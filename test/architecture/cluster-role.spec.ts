import { readFileSync } from 'node:fs';
import { CLUSTER_ROLE_NAME, clusterRoleRules } from '@plimsoll/collectors/kube';
import { readYamlDocument } from '@plimsoll/yaml';
import { expect, it } from 'vitest';

const FILE = new URL('../../deploy/rbac/cluster-role.yaml', import.meta.url);

it('is what deploy/rbac has, and nothing in it changes anything', () => {
  const rules = clusterRoleRules();
  expect(readYamlDocument(readFileSync(FILE, 'utf8'))).toMatchObject({
    kind: 'ClusterRole',
    metadata: { name: CLUSTER_ROLE_NAME },
    rules,
  });
  const verbs = rules.flatMap((rule) =>
    'resources' in rule && rule.apiGroups.includes('authorization.k8s.io') ? [] : rule.verbs,
  );
  expect([...new Set(verbs)].sort()).toEqual(['get', 'list', 'watch']);
});
