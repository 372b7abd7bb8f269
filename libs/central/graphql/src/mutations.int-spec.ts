import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestApi, type TestOrganization } from './testing/index.js';

let api: TestApi;
let acme: TestOrganization;

beforeAll(async () => {
  api = await TestApi.start();
  acme = await api.organization();
});
afterAll(() => api.close());

async function run<Data>(query: string, variables: object = {}, token = acme.tokens.admin): Promise<Data> {
  const answer = await api.ask<Data>(query, { token, variables: { ...variables } });
  expect(answer.errors).toEqual([]);
  if (answer.data === null) throw new Error('no data');
  return answer.data;
}
const USER_ERRORS = 'userErrors { code field message hint }';

describe('mutations', () => {
  it('make an enrolment token with the pin and the whole command line, once, and revoke it', async () => {
    const { createEnrollmentToken: made } = await run<{
      createEnrollmentToken: { text: string; command: string; enrollmentToken: { id: string } };
    }>(`mutation { createEnrollmentToken(input: { description: "ci", labels: [{ key: "env", value: "test" }], maxUses: 3 }) {
      text command address caPin enrollmentToken { id description labels { key value } maxUses uses } ${USER_ERRORS} } }`);
    expect(made).toMatchObject({
      address: 'centre.example:8441',
      enrollmentToken: { description: 'ci', maxUses: 3, uses: 0, labels: [{ key: 'env', value: 'test' }] },
      userErrors: [],
    });
    expect(made.command).toContain(`--token ${made.text}`);
    expect(made.command).toContain(`--ca-pin sha256:${'a'.repeat(64)}`);
    const listed = await run('{ enrollmentTokens { id description revokedAt } }');
    expect(JSON.stringify(listed)).not.toContain(made.text);
    const { id } = made.enrollmentToken;
    expect(
      await run(
        `mutation($id: ID!) { revokeEnrollmentToken(id: $id) { enrollmentToken { revokedAt } ${USER_ERRORS} } }`,
        { id },
      ),
    ).toEqual({
      revokeEnrollmentToken: {
        enrollmentToken: { revokedAt: new Date(api.now).toISOString() },
        userErrors: [],
      },
    });
  });

  it('make an API token that works, until it is revoked', async () => {
    const { createApiToken: made } = await run<{
      createApiToken: { text: string; apiToken: { id: string } };
    }>(
      `mutation { createApiToken(input: { name: "ci", role: VIEWER, expiresInDays: 7 }) { text apiToken { id name role expiresAt } ${USER_ERRORS} } }`,
    );
    expect(await run('{ viewer { name } }', {}, made.text)).toEqual({ viewer: { name: 'ci' } });
    await run('mutation($id: ID!) { revokeApiToken(id: $id) { apiToken { id } } }', { id: made.apiToken.id });
    expect((await api.ask('{ viewer { name } }', { token: made.text })).status).toBe(401);
  });

  it('edit labels and the name of a cluster', async () => {
    expect(
      await run(
        `mutation($id: ID!) {
          editClusterLabels(id: $id, labels: [{ key: "team", value: "a" }]) { cluster { labels { key value } } ${USER_ERRORS} }
          renameCluster(id: $id, name: "renamed") { cluster { name } ${USER_ERRORS} } }`,
        { id: acme.clusterId },
      ),
    ).toEqual({
      editClusterLabels: { cluster: { labels: [{ key: 'team', value: 'a' }] }, userErrors: [] },
      renameCluster: { cluster: { name: 'renamed' }, userErrors: [] },
    });
    const query = 'query($filter: ClusterFilter) { clusters(filter: $filter) { totalCount } }';
    const count = async (filter: object): Promise<unknown> => run(query, { filter });
    expect(
      await count({ labels: [{ key: 'team', value: 'a' }], search: 'RENA', kinds: ['KUBERNETES'] }),
    ).toEqual({
      clusters: { totalCount: 1 },
    });
    expect(await count({ connected: false })).toEqual({ clusters: { totalCount: 0 } });
  });

  it('ask a cluster for everything, as a command that can be read later', async () => {
    const ask = () =>
      run<{ refreshCluster: { command: { id: string } } }>(
        `mutation($id: ID!) { refreshCluster(id: $id) { command { id kind acknowledgedAt ok } ${USER_ERRORS} } }`,
        { id: acme.clusterId },
      );
    const first = await ask();
    expect(await ask()).toEqual(first);
    const { id } = first.refreshCluster.command;
    await api.database.store.transaction(acme.organizationId, (tx) =>
      tx.query("update commands set acknowledged_at = now(), ok = true, detail = 'done'"),
    );
    expect(
      await run('query($id: ID!) { node(id: $id) { ... on Command { kind ok detail } } }', { id }),
    ).toEqual({ node: { kind: 'REFRESH', ok: true, detail: 'done' } });
  });

  it.each([
    ['renameCluster(id: "x", name: "y")', 'CLUSTER_NOT_FOUND', ['id']],
    ['editClusterLabels(id: $id, labels: [{ key: "", value: "" }])', 'LABELS_INVALID', ['labels']],
    [
      'editClusterLabels(id: $id, labels: [{ key: "a", value: "1" }, { key: "a", value: "2" }])',
      'LABELS_INVALID',
      ['labels'],
    ],
    ['renameCluster(id: $id, name: "")', 'CLUSTER_NAME_INVALID', ['name']],
    ['createApiToken(input: { name: "", role: VIEWER })', 'API_TOKEN_INVALID', ['input']],
    ['createEnrollmentToken(input: { maxUses: 1000 })', 'ENROLLMENT_TOKEN_INVALID', ['input']],
    ['revokeApiToken(id: "x")', 'API_TOKEN_NOT_FOUND', ['id']],
    ['revokeEnrollmentToken(id: "x")', 'ENROLLMENT_TOKEN_NOT_FOUND', ['id']],
    ['refreshCluster(id: "x")', 'CLUSTER_NOT_FOUND', ['id']],
    ['deleteCluster(id: "x")', 'CLUSTER_NOT_FOUND', ['id']],
    ['revokeCluster(id: "x")', 'CLUSTER_NOT_FOUND', ['id']],
  ])('%s: an expected outcome is a user error', async (text, code, field) => {
    const head = text.includes('$id') ? 'mutation($id: ID!)' : 'mutation';
    const data = await run<object>(`${head} { done: ${text} { ${USER_ERRORS} } }`, { id: acme.clusterId });
    expect(data).toEqual({
      done: { userErrors: [{ code, field, message: expect.any(String), hint: expect.any(String) }] },
    });
  });

  it('revoke a cluster, which says why and what to do; a viewer may not', async () => {
    const { organizationId } = acme;
    const identity =
      'identity { state agentId reason revokedAt quarantinedAt nextStep events { kind detail } }';
    const ask = (token = acme.tokens.admin) =>
      api.ask(`mutation($id: ID!) { revokeCluster(id: $id) { cluster { ${identity} } ${USER_ERRORS} } }`, {
        token,
        variables: { id: acme.clusterId },
      });
    expect((await ask()).data).toEqual({ revokeCluster: { cluster: { identity: null }, userErrors: [] } });
    await api.database.store.transaction(organizationId, (tx) =>
      tx.query(
        `insert into agents (organization_id, cluster_id, agent_id, public_key, join_counter, join_secret_hash, certificate,
           certificate_expires) select $1, cluster_id, gen_random_uuid(), '', 1, '', '', now() + interval '1 day' from clusters`,
        [organizationId],
      ),
    );
    expect((await ask(acme.tokens.viewer)).errors).toMatchObject([
      { extensions: { code: 'PERMISSION_DENIED' } },
    ]);
    expect((await ask()).data).toMatchObject({
      revokeCluster: {
        cluster: {
          identity: {
            state: 'REVOKED',
            revokedAt: new Date(api.now).toISOString(),
            quarantinedAt: null,
            reason: expect.stringMatching(/^revoked by api-token:/),
            nextStep: expect.stringContaining('enrol the cluster again with a token made for it'),
            events: [{ kind: 'REVOKED' }],
          },
        },
        userErrors: [],
      },
    });
  });

  it('archive a cluster, then delete it with its data by a job', async () => {
    const variables = { cluster: acme.clusterId };
    expect(
      await run('mutation($cluster: ID!) { archiveCluster(id: $cluster) { cluster { state } } }', variables),
    ).toEqual({ archiveCluster: { cluster: { state: 'ARCHIVED' } } });
    expect(
      await run(
        '{ clusters { totalCount } all: clusters(filter: { states: [ARCHIVED] }) { nodes { state postures { framework } } } }',
      ),
    ).toMatchObject({ clusters: { totalCount: 0 }, all: { nodes: [{ state: 'ARCHIVED' }] } });
    expect(
      await run(
        `mutation($cluster: ID!) { refreshCluster(id: $cluster) { command { id } ${USER_ERRORS} } }`,
        variables,
      ),
    ).toMatchObject({ refreshCluster: { command: null, userErrors: [{ code: 'CLUSTER_NOT_ACTIVE' }] } });
    await run('mutation($cluster: ID!) { deleteCluster(id: $cluster) { deletedClusterId } }', variables);
    expect(api.queue.jobs).toContainEqual({
      job: 'delete-cluster',
      payload: { organizationId: acme.organizationId, clusterId: acme.clusterId },
    });
    expect(await run('query($cluster: ID!) { cluster(id: $cluster) { id } }', variables)).toEqual({
      cluster: null,
    });
  });
});
