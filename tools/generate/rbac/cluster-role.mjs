// deploy/rbac/cluster-role.yaml: what the cluster agent may do, from the declarations of its collectors and nothing else.

const HEAD = `# Generated from the collectors' declarations by \`npm run generate\`; do not edit.
# Everything that the cluster agent asks of the Kubernetes API. It changes nothing: a review of its own access is a question.
`;

/** Path under the root -> content. Reads the built packages. */
export async function clusterRoleFiles() {
  const { CLUSTER_VERSION_PATHS, KUBE_COLLECTORS } = await import('@plimsoll/collectors/kube');
  const reads = KUBE_COLLECTORS.flatMap((collector) => collector.reads);
  return new Map([['deploy/rbac/cluster-role.yaml', `${HEAD}${clusterRole(reads, CLUSTER_VERSION_PATHS)}`]]);
}

/** One rule per API group and set of verbs, each resource with the reason for it. */
export function clusterRole(reads, paths) {
  const rules = new Map();
  for (const { apiGroup, resource, verbs, why } of reads) {
    const key = `${apiGroup} ${verbs.join(',')}`;
    const rule = rules.get(key) ?? { apiGroup, verbs, resources: [] };
    rules.set(key, { ...rule, resources: [...rule.resources, { resource, why }] });
  }
  const sorted = [...rules.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, rule]) => rule);
  return [
    'apiVersion: rbac.authorization.k8s.io/v1',
    'kind: ClusterRole',
    'metadata:',
    '  name: plimsoll-cluster-agent',
    'rules:',
    ...sorted.flatMap(resourceRule),
    '  # which of these it has',
    '  - apiGroups: [authorization.k8s.io]',
    '    resources: [selfsubjectaccessreviews]',
    '    verbs: [create]',
    '  # what the server is and serves',
    `  - nonResourceURLs: [${[...paths, '/api', '/api/*', '/apis', '/apis/*'].map(quoted).join(', ')}]`,
    '    verbs: [get]',
    '',
  ].join('\n');
}

const quoted = (text) => `'${text}'`;

function resourceRule({ apiGroup, verbs, resources }) {
  const byName = [...resources].sort((a, b) => (a.resource < b.resource ? -1 : 1));
  return [
    `  - apiGroups: [${quoted(apiGroup)}]`,
    '    resources:',
    ...byName.map(({ resource, why }) => `      - ${resource} # ${why}`),
    `    verbs: [${verbs.join(', ')}]`,
  ];
}
