import { createApiToken, operator, revokeApiToken } from '@plimsoll/identity';
import { appendChange } from '@plimsoll/posture';
import type { ClusterId, OrganizationId } from '@plimsoll/model';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { TestApi, type TestOrganization } from '../testing/index.js';
import { ApiClient } from '../testing/api-client.js';

let api: TestApi;
let acme: TestOrganization;
let host: string;
const clients: ApiClient[] = [];

beforeAll(async () => {
  api = await TestApi.start(undefined, { gapMs: 50, pollMs: 200 });
  acme = await api.organization();
  host = await api.listen();
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
});
afterAll(() => api.close());

function connect(token = acme.tokens.viewer, headers: Readonly<Record<string, string>> = {}): ApiClient {
  const client = new ApiClient(host, token === '' ? undefined : `Bearer ${token}`, headers);
  clients.push(client);
  return client;
}

const ask = async <Data>(query: string, variables = {}): Promise<Data | null> =>
  (await api.ask<Data>(query, { token: acme.tokens.viewer, variables })).data;
const present = async (): Promise<string> =>
  (await ask<{ changedSince: { cursor: string } }>('{ changedSince { cursor } }'))?.changedSince.cursor ?? '';
const idsOf = (organizationId: OrganizationId): Promise<{ id: string }[]> =>
  api.database.store.transaction(organizationId, (tx) =>
    tx.query<{ id: string }>(
      `select encode(finding_id, 'hex') as id from findings order by severity, finding_id`,
    ),
  );
const change = (findings: readonly string[], posture = false, of = acme): Promise<void> =>
  api.database.store.transaction(of.organizationId, (tx) =>
    appendChange(tx, { clusterId: of.clusterId, changedAt: api.now, findings, posture }),
  );

async function first<T>(events: AsyncIterable<T>): Promise<T> {
  for await (const event of events) return event;
  throw new Error('the stream ended');
}

const POSTURE = `subscription P($scope: PostureScope, $after: String) {
  postureChanged(scope: $scope, after: $after) { cursor clusters { uuid postures { framework score } } } }`;
const FINDINGS = `subscription F($filter: FindingFilter, $after: String, $first: Int) {
  findingsChanged(filter: $filter, after: $after, first: $first) {
    cursor hasMore nodes { id severity ageSeconds lastSeenAt cluster { name } } } }`;
const HEALTH = `subscription H($cluster: ID!) {
  clusterHealth(cluster: $cluster) { cluster { name } health { connected notFresh } } }`;

interface Posture {
  readonly postureChanged: { readonly cursor: string; readonly clusters: readonly { uuid: ClusterId }[] };
}
interface Findings {
  readonly findingsChanged: {
    readonly cursor: string;
    readonly hasMore: boolean;
    readonly nodes: readonly { id: string; severity: string }[];
  };
}
interface Health {
  readonly clusterHealth: { readonly health: { readonly connected: boolean } };
}

describe('a subscription', () => {
  it('tells of changed posture, with what it is now', async () => {
    const after = await present();
    await change([], true);
    const event = await first(connect().subscribe<Posture>(POSTURE, { after }));
    expect(event.errors).toBeUndefined();
    expect(event.data?.postureChanged.clusters).toMatchObject([{ uuid: acme.clusterId }]);
    expect(JSON.stringify(event.data)).toContain('pss-restricted');
  });

  it('gives changed findings each once, in events of at most so many, under its filter', async () => {
    const after = await present();
    const ids = (await idsOf(acme.organizationId)).map(({ id }) => id);
    await change(ids);
    await change(ids.slice(0, 5));
    const wanted = await ask<{ findings: { totalCount: number } }>(
      '{ findings(filter: { severities: [HIGH] }) { totalCount } }',
    );
    const seen = new Map<string, string>();
    const events = connect().subscribe<Findings>(FINDINGS, {
      after,
      first: 10,
      filter: { severities: ['HIGH'] },
    });
    // What the filter leaves out comes last and gives no event, so the number tells the end.
    for await (const { data, errors } of events) {
      expect(errors).toBeUndefined();
      expect(data?.findingsChanged.nodes.length).toBeLessThanOrEqual(10);
      for (const { id, severity } of data?.findingsChanged.nodes ?? []) seen.set(id, severity);
      if (seen.size >= (wanted?.findings.totalCount ?? 0)) break;
    }
    expect(seen.size).toBe(wanted?.findings.totalCount);
    expect(new Set(seen.values())).toEqual(new Set(['HIGH']));
  });

  it('is woken by what is committed after it began, and coalesces a burst', async () => {
    const after = await present();
    const events = connect().subscribe<Posture>(POSTURE, { after });
    const next = events.next();
    await change([], true);
    expect((await next).value).toMatchObject({ data: { postureChanged: {} } });
    const cursors = new Set<string>();
    for (let burst = 0; burst < 30; burst += 1) await change([], true);
    const last = await present();
    for await (const { data } of { [Symbol.asyncIterator]: () => events }) {
      cursors.add(data?.postureChanged.cursor ?? '');
      if (data?.postureChanged.cursor === last) break;
    }
    expect(cursors.size).toBeLessThan(15);
  });

  it('loses nothing with a lost NOTIFY', async () => {
    const after = await present();
    const events = connect().subscribe<Posture>(POSTURE, { after });
    await change([], true);
    expect((await events.next()).value.data.postureChanged.clusters).toHaveLength(1);
    await api.database.store.transaction(acme.organizationId, async (tx) => {
      await tx.query(`insert into changes (organization_id, position, cluster_id, changed_at, posture, findings)
        select organization_id, position + 1, '${acme.clusterId}', now(), true, '' from change_feeds`);
      await tx.query('update change_feeds set position = position + 1');
    });
    const cursor = await present();
    expect((await events.next()).value.data.postureChanged.cursor).toBe(cursor);
    await events.return?.();
  });

  it('gives health at once and when the agent leaves', async () => {
    const events = connect().subscribe<Health>(HEALTH, { cluster: acme.clusterId });
    expect((await events.next()).value.data.clusterHealth.health.connected).toBe(true);
    const set = (stream: number | null): Promise<unknown> =>
      api.database.store.transaction(acme.organizationId, (tx) =>
        tx.query('update clusters set connected_stream = $1', [stream]),
      );
    await set(null);
    expect((await events.next()).value.data.clusterHealth.health.connected).toBe(false);
    await set(1);
    await events.return?.();
  });

  it('tells when the identity of a cluster changes, also while no stream is open', async () => {
    const { organizationId, clusterId } = acme;
    const query = `subscription I($cluster: ID!) {
      clusterHealth(cluster: $cluster) { cluster { identity { state reason } } } }`;
    const events = connect().subscribe<{ clusterHealth: object }>(query, { cluster: clusterId });
    const next = async () => (await events.next()).value.data.clusterHealth;
    expect(await next()).toEqual({ cluster: { identity: null } });
    await api.database.store.transaction(organizationId, (tx) =>
      tx.query(
        `insert into agents (organization_id, cluster_id, agent_id, public_key, join_counter, join_secret_hash, certificate,
           certificate_expires, quarantined_at, quarantine_reason)
         values ($1, $2, gen_random_uuid(), '', 1, '', '', now(), now(), 'a copy')`,
        [organizationId, clusterId],
      ),
    );
    expect(await next()).toEqual({ cluster: { identity: { state: 'QUARANTINED', reason: 'a copy' } } });
    await events.return?.();
  });

  it('tells of its own organization alone, and gives one answer for ids that are not its own', async () => {
    const other = await api.organization('other');
    const after = await present();
    await change([], true, other);
    await change(
      (await idsOf(other.organizationId)).map(({ id }) => id),
      false,
      other,
    );
    await change([], true);
    const event = await first(connect().subscribe<Posture>(POSTURE, { after }));
    expect(event.data?.postureChanged.clusters.map(({ uuid }) => uuid)).toEqual([acme.clusterId]);
    const answers = await Promise.all(
      [other.clusterId, 'nonsense', acme.organizationId].map((cluster) =>
        first(connect().subscribe(HEALTH, { cluster })),
      ),
    );
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(answers[0]?.errors).toMatchObject([{ extensions: { code: 'POSTURE_CLUSTER_NOT_FOUND' } }]);
  });

  it('refuses the cursor of another organization', async () => {
    const other = await api.organization('third');
    const after = await present();
    const stream = connect(other.tokens.viewer).subscribe(POSTURE, { after });
    expect((await first(stream)).errors).toMatchObject([{ extensions: { code: 'GRAPHQL_CURSOR_INVALID' } }]);
  });

  it('cannot be asked for over plain HTTP', async () => {
    const answer = await api.ask(`subscription { postureChanged { cursor } }`, { token: acme.tokens.viewer });
    expect(answer.errors[0]?.extensions.code).toBe('GRAPHQL_SUBSCRIPTION_TRANSPORT');
  });
});

describe('the holder of a socket', () => {
  const token = () =>
    createApiToken(api.identity, operator(acme.organizationId), { name: 'socket', role: 'viewer' });

  it.each([
    ['no token', ''],
    ['a malformed token', 'plim_api_x'],
  ])('with %s is refused with 4401', async (_name, text) => {
    const client = connect(text);
    await expect(first(client.subscribe(POSTURE))).rejects.toBeDefined();
    expect(await client.ended).toEqual({ code: 4401, reason: 'Unauthorized' });
  });

  it('whose token is revoked gets no further event', async () => {
    const made = await token();
    const client = connect(made.text);
    const after = await present();
    const events = client.subscribe<Posture>(POSTURE, { after });
    await change([], true);
    expect((await events.next()).value.data).toBeDefined();
    await revokeApiToken(api.identity, operator(acme.organizationId), made.token.id);
    await change([], true);
    await expect(events.next()).rejects.toBeDefined();
    expect((await client.ended).code).toBe(4401);
  });

  it('may use the session cookie from pages of this server only', async () => {
    const { text } = await token();
    const cookie = `plimsoll_session=${text}`;
    const foreign = connect('', { cookie, origin: 'https://evil.example' });
    await expect(first(foreign.subscribe(POSTURE))).rejects.toBeDefined();
    expect((await foreign.ended).code).toBe(4403);
    const after = await present();
    await change([], true);
    const own = connect('', { cookie, origin: `http://${host}` });
    expect(
      (await first(own.subscribe<Posture>(POSTURE, { after }))).data?.postureChanged.clusters,
    ).toHaveLength(1);
  });
});
