// deploy/rbac/cluster-role.yaml: what the cluster agent may do, from the declarations of its collectors and nothing else.

const HEAD = `# Generated from the collectors' declarations by \`npm run generate\`; do not edit.
# Everything that the cluster agent asks of the Kubernetes API. It changes nothing: a review of its own access is a question.
`;

/** Path under the root -> content. Reads the built packages. */
export async function clusterRoleFiles() {
  const { CLUSTER_ROLE_NAME, READ_REASONS, clusterRoleRules } = await import('@plimsoll/collectors/kube');
  const role = clusterRole(CLUSTER_ROLE_NAME, clusterRoleRules(), READ_REASONS);
  return new Map([['deploy/rbac/cluster-role.yaml', `${HEAD}${role}`]]);
}

/** With the reason for each resource beside it. */
function clusterRole(name, rules, reasons) {
  return [
    'apiVersion: rbac.authorization.k8s.io/v1',
    'kind: ClusterRole',
    'metadata:',
    `  name: ${name}`,
    'rules:',
    ...rules.flatMap((rule) => (rule.nonResourceURLs ? pathRule(rule) : resourceRule(rule, reasons))),
    '',
  ].join('\n');
}

const quoted = (text) => `'${text}'`;

const pathRule = ({ nonResourceURLs, verbs }) => [
  '  # what the server is and serves',
  `  - nonResourceURLs: [${nonResourceURLs.map(quoted).join(', ')}]`,
  `    verbs: [${verbs.join(', ')}]`,
];

function resourceRule({ apiGroups: [apiGroup], resources, verbs }, reasons) {
  const why = (resource) => reasons.get(`${apiGroup}/${resource}`) ?? 'which of these it has';
  return [
    `  - apiGroups: [${quoted(apiGroup)}]`,
    '    resources:',
    ...resources.map((resource) => `      - ${resource} # ${why(resource)}`),
    `    verbs: [${verbs.join(', ')}]`,
  ];
}
