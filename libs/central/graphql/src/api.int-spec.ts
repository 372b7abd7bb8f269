import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SAVED_QUERIES } from './graphiql/saved-queries.js';
import { TestApi, type TestOrganization } from './testing/index.js';

let api: TestApi;
let acme: TestOrganization;

beforeAll(async () => {
  api = await TestApi.start();
  acme = await api.organization();
});
afterAll(() => api.close());

type Any = Readonly<Record<string, never>>;
async function data<Data = Any>(query: string, variables = {}): Promise<Data> {
  const answer = await api.ask<Data>(query, { token: acme.tokens.admin, variables });
  expect(answer.errors).toEqual([]);
  if (answer.data === null) throw new Error('no data');
  return answer.data;
}

describe('entry points', () => {
  it('viewer: who asks and what they may do', async () => {
    expect(await data('{ viewer { name role permissions } }')).toEqual({
      viewer: {
        name: 'admin',
        role: 'ADMIN',
        permissions: [
          'READ',
          'EDIT_CLUSTERS',
          'REFRESH_CLUSTERS',
          'REVOKE_CLUSTERS',
          'ARCHIVE_CLUSTERS',
          'DELETE_CLUSTERS',
          'MANAGE_ENROLLMENT_TOKENS',
          'MANAGE_API_TOKENS',
        ],
      },
    });
  });

  it('organization: clusters x frameworks with score, coverage, freshness and counts', async () => {
    const { organization } = await data<{ organization: { clusters: object[]; scores: object[] } }>(`{
      organization { name clusterCount connectedCount resolution catalogVersion
        scores { framework score withScore withoutScore }
        clusters { cluster { name connected: state } postures { framework score noScoreReason coverage
          counts { pass fail unknown manual notApplicable } freshness { units stale notCollected } cause } } } }`);
    expect(organization).toMatchObject({
      name: 'acme',
      clusterCount: 1,
      connectedCount: 1,
      resolution: 'EXACT',
      clusters: [{ cluster: { name: 'acme-one' } }],
    });
    expect(organization.scores).toHaveLength(api.catalog.frameworks.length);
    const postures: unknown = Reflect.get(organization.clusters[0] ?? {}, 'postures');
    expect(postures).toHaveLength(api.catalog.frameworks.length);
    expect(JSON.stringify(postures)).toContain('"freshness":{"units":2,"stale":0,"notCollected":0}');
  });

  it('cluster: by id and UUID, with labels, posture, requirements and namespaces', async () => {
    const query = `query($id: ID!) { cluster(id: $id) { id uuid name kind state labels { key value }
      posture(framework: "pss-restricted") { score coverage asOf resolution namespace
        requirements { requirement title verdict controls } }
      shop: posture(framework: "pss-restricted", namespace: "shop") { namespace counts { fail } }
      postures { framework } } }`;
    const byUuid = await data<{ cluster: { id: string } }>(query, { id: acme.clusterId });
    expect(await data(query, { id: byUuid.cluster.id })).toEqual(byUuid);
    expect(byUuid.cluster).toMatchObject({
      uuid: acme.clusterId,
      kind: 'KUBERNETES',
      state: 'ACTIVE',
      labels: [{ key: 'env', value: 'test' }],
      shop: { namespace: 'shop' },
    });
    expect(JSON.stringify(byUuid)).toContain('"verdict":"FAIL"');
  });

  it('health: connection, each source with its next step, refused facts', async () => {
    api.now += 3_600_000;
    const { cluster } = await data<{ cluster: { health: object } }>(
      `query($id: ID!) { cluster(id: $id) { health { connected lastSeenAt agentVersion notFresh evaluationPending
        sources { source partition state freshness reason nextStep } rejectedFacts { subject source reason } } } }`,
      { id: acme.clusterId },
    );
    api.now -= 3_600_000;
    expect(cluster.health).toMatchObject({
      connected: true,
      agentVersion: '0.1.0',
      notFresh: 2,
      rejectedFacts: [
        { subject: '/Pod/shop/huge', source: 'kube/core/Pod', reason: 'FACT_TOO_LARGE: 3 MiB' },
      ],
    });
    expect(JSON.stringify(cluster.health)).toContain('the agent on node node-1');
  });

  it('improvements: what raises the score most, with its remedy', async () => {
    const { cluster } = await data<{ cluster: { improvements: { gain: number; control: object }[] } }>(
      `query($id: ID!) { cluster(id: $id) { improvements(framework: "plimsoll-kernel", first: 2) {
        gain subjects severity remedy control { slug } } } }`,
      { id: acme.clusterId },
    );
    expect(cluster.improvements[0]).toMatchObject({
      control: { slug: 'kernel/kptr-restrict' },
      subjects: 1,
      severity: 'MEDIUM',
    });
    expect(cluster.improvements[0]?.gain).toBeGreaterThan(0);
  });

  it('findings: worst first with evidence, control, cluster and subject', async () => {
    const { findings } = await data<{ findings: { nodes: { severity: string }[]; totalCount: number } }>(`{
      findings(first: 50, filter: { verdicts: [FAIL] }) { totalCount totalCountIsEstimate
        nodes { id severity verdict stale evidence { path value wanted } control { slug remedy }
          cluster { name } subject { kind namespace name key } intervals { openedAt closedAt cause } } } }`);
    const order = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'];
    const severities = findings.nodes.map(({ severity }) => order.indexOf(severity));
    expect(severities).toEqual(severities.toSorted((a, b) => a - b));
    expect(findings.totalCount).toBe(findings.nodes.length);
    expect(findings.nodes).toContainEqual(
      expect.objectContaining({
        control: expect.objectContaining({ slug: 'kernel/kptr-restrict' }),
        subject: { kind: 'Node', namespace: '', name: 'node-1', key: '/Node//node-1' },
        evidence: [expect.objectContaining({ path: 'kernel.kptr_restrict', value: '0' })],
        cluster: { name: 'acme-one' },
      }),
    );
  });

  it('subjects: verdicts, and the evidence of passes computed again when it is asked for', async () => {
    const { subjects } = await data<{ subjects: { nodes: object[] } }>(`{
      subjects(filter: { kinds: ["Node"] }) { totalCount nodes { key cluster { name } findings(first: 1) { totalCount }
        judgement(verdicts: [PASS]) { counts { pass fail } verdicts { verdict stale control { slug } evidence { path value } } } } } }`);
    expect(subjects.nodes).toHaveLength(1);
    expect(JSON.stringify(subjects)).toContain(
      '{"verdict":"PASS","stale":false,"control":{"slug":"kernel/dmesg-restrict"},"evidence":[{"path":"kernel.dmesg_restrict","value":"1"}]}',
    );
    expect(JSON.stringify(subjects)).not.toContain('"verdict":"FAIL"');
  });

  it('controls and frameworks: the catalogue with its mapping and counts', async () => {
    const answer = await data<{ control: object; controls: { totalCount: number } }>(`{
      controls(first: 100) { totalCount nodes { slug severity } }
      control(id: "kernel/kptr-restrict") { id slug remedy counts { pass fail } clusterCount requirements { framework requirement mapping } }
      frameworks { slug requirements { requirement } }
      framework(id: "pss-baseline") { title requirements { requirement assessment controls { control mapping implemented } } } }`);
    expect(answer.controls.totalCount).toBe(api.catalog.controls.length);
    expect(answer.control).toMatchObject({ counts: { pass: 0, fail: 1 }, clusterCount: 1 });
  });

  it('posture and its history', async () => {
    const from = new Date(api.now - 3_600_000).toISOString();
    const answer = await data<{ postureHistory: { intervals: object[] } }>(
      `query($id: ID!, $from: DateTime!) {
        posture(scope: { cluster: $id, namespace: "shop" }, framework: "pss-baseline") { namespace counts { fail } }
        postureHistory(scope: { cluster: $id }, framework: "pss-baseline", from: $from) { from to resolution intervals { score since until cause } } }`,
      { id: acme.clusterId, from },
    );
    expect(answer).toMatchObject({ posture: { namespace: 'shop' } });
    expect(answer.postureHistory.intervals).toHaveLength(1);
  });

  it('node: everything that has an id, by that id', async () => {
    const found = await data(`{ clusters(first: 1) { nodes { id } } findings(first: 1) { nodes { id } }
      subjects(first: 1) { nodes { id } } controls(first: 1) { nodes { id } } frameworks { id } apiTokens { id } }`);
    const ids = [...JSON.stringify(found).matchAll(/"id":"([^"]+)"/g)].map(([, id]) => id);
    expect(ids.length).toBeGreaterThan(8);
    for (const id of ids)
      expect(await data('query($id: ID!) { node(id: $id) { __typename id } }', { id })).toEqual({
        node: { __typename: expect.any(String), id },
      });
  });

  it.each(Object.entries(SAVED_QUERIES))('the saved query %s', async (_name, query) => {
    const answer = await api.ask(query, { token: acme.tokens.admin });
    expect(answer.errors).toEqual([]);
  });
});

describe('an instant of the past', () => {
  const at = (asOf: string) =>
    api.ask(
      'query($asOf: DateTime) { organization(asOf: $asOf) { clusterCount } findings(asOf: $asOf) { totalCount } }',
      {
        token: acme.tokens.viewer,
        variables: { asOf },
      },
    );

  it('shows what was known then', async () => {
    const before = new Date(api.now - 120_000).toISOString();
    expect((await at(before)).data).toEqual({
      organization: { clusterCount: 1 },
      findings: { totalCount: 0 },
    });
  });

  it.each([
    ['the future', 3_600_000, 'POSTURE_IN_FUTURE'],
    ['long ago', -500 * 86_400_000, 'POSTURE_OUTSIDE_RETENTION'],
  ])('is an error in %s', async (_name, offset, code) => {
    const { errors } = await at(new Date(api.now + offset).toISOString());
    expect(errors[0]?.extensions.code).toBe(code);
  });

  it.each(['yesterday', '2026-11-21', '2026-11-21T10:00:00', '2026-02-30T10:00:00Z', '2026-11-21 10:00:00Z'])(
    'must be RFC 3339 and not %s',
    async (text) => {
      expect((await at(text)).errors[0]?.extensions.code).toBe('GRAPHQL_ARGUMENT_INVALID');
    },
  );
});

describe('a page', () => {
  it('follows another without a gap or a repetition', async () => {
    const slugs: string[] = [];
    let after: string | null = null;
    do {
      const answer: {
        controls: { nodes: { slug: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
      } = await data(
        'query($after: String) { controls(first: 50, after: $after) { nodes { slug } pageInfo { hasNextPage endCursor } } }',
        { after },
      );
      slugs.push(...answer.controls.nodes.map(({ slug }) => slug));
      after = answer.controls.pageInfo.hasNextPage ? answer.controls.pageInfo.endCursor : null;
    } while (after !== null);
    expect(new Set(slugs).size).toBe(api.catalog.controls.length);
    expect(slugs).toHaveLength(api.catalog.controls.length);
  });

  it('of findings goes on where the last ended', async () => {
    const page = async (first: number, after: string | null) =>
      (
        await data<{ findings: { edges: { cursor: string; node: { id: string } }[] } }>(
          'query($first: Int!, $after: String) { findings(first: $first, after: $after) { edges { cursor node { id } } } }',
          { first, after },
        )
      ).findings.edges;
    const all = await page(100, null);
    const [first] = await page(1, null);
    const rest = await page(99, first?.cursor ?? null);
    expect([first, ...rest].map((edge) => edge?.node.id)).toEqual(all.map(({ node }) => node.id));
  });
});
