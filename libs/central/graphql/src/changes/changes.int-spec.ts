import { appendChange, pruneChanges } from '@plimsoll/posture';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestApi, type Answer, type TestOrganization } from '../testing/index.js';

let api: TestApi;
let acme: TestOrganization;

beforeAll(async () => {
  api = await TestApi.start();
  acme = await api.organization();
});
afterAll(() => api.close());

interface Feed {
  readonly changedSince: {
    readonly cursor: string;
    readonly hasMore: boolean;
    readonly nodes: readonly {
      readonly kind: string;
      readonly cursor: string;
      readonly cluster: { readonly uuid: string } | null;
      readonly finding: {
        readonly id: string;
        readonly verdict: string;
        readonly ageSeconds: number;
        readonly lastSeenAt: string;
      } | null;
    }[];
  };
}

const SINCE = `query S($cursor: String, $first: Int) { changedSince(cursor: $cursor, first: $first) {
  cursor hasMore nodes { kind cursor cluster { uuid } finding { id verdict ageSeconds lastSeenAt } } } }`;
const since = (cursor?: string, first?: number, token = acme.tokens.viewer): Promise<Answer<Feed>> =>
  api.ask<Feed>(SINCE, { token, variables: { cursor, first } });
const begin = async (): Promise<string> => (await since()).data?.changedSince.cursor ?? '';
const code = ({ errors }: Answer<Feed>): string | undefined => errors[0]?.extensions.code;

/** Three findings whose source was read and two whose source never was; the feed orders them by id, which is random. */
async function change(posture: boolean): Promise<readonly string[]> {
  return api.database.store.transaction(acme.organizationId, async (tx) => {
    const some = async (verdict: string, control: string, count: number) =>
      tx.query<{ id: string }>(
        `select encode(finding_id, 'hex') as id from findings
         where verdict = $1 and control like $2 order by control limit $3`,
        [verdict, control, count],
      );
    const rows = [...(await some('fail', '%', 3)), ...(await some('unknown', 'cpu/%', 2))];
    const findings = rows.map(({ id }) => id);
    await appendChange(tx, { clusterId: acme.clusterId, changedAt: api.now, findings, posture });
    return findings;
  });
}

describe('changedSince', () => {
  it('is followed page by page, with what each finding is now', async () => {
    const start = await begin();
    const changed = await change(true);
    const first = (await since(start, 4)).data?.changedSince;
    expect(first?.hasMore).toBe(true);
    const rest = (await since(first?.cursor, 4)).data?.changedSince;
    expect(rest?.hasMore).toBe(false);
    const nodes = [...(first?.nodes ?? []), ...(rest?.nodes ?? [])];
    expect(nodes.map(({ kind }) => kind)).toEqual([...changed.map(() => 'FINDING'), 'POSTURE']);
    expect(new Set(nodes.map(({ cluster }) => cluster?.uuid))).toEqual(new Set([acme.clusterId]));
    // All were opened a minute ago; the sources that were read at all were confirmed a second ago.
    const findings = nodes.flatMap(({ finding }) => finding ?? []);
    expect(findings.map(({ verdict }) => verdict).toSorted()).toEqual([
      'FAIL',
      'FAIL',
      'FAIL',
      'UNKNOWN',
      'UNKNOWN',
    ]);
    for (const { verdict, ageSeconds, lastSeenAt } of findings) {
      expect(ageSeconds).toBe(60);
      const confirmed = verdict === 'FAIL' ? 1_000 : 60_000;
      expect(lastSeenAt).toBe(new Date(api.now - confirmed).toISOString());
    }
    expect((await since(nodes.at(-2)?.cursor)).data?.changedSince.nodes).toMatchObject([{ kind: 'POSTURE' }]);
    expect((await since(rest?.cursor)).data?.changedSince).toEqual({ ...rest, nodes: [] });
  });

  it('refuses cursors that are not its own, and pages that are too large', async () => {
    const other = await api.organization('other');
    const start = await begin();
    expect(code(await since(start, 10, other.tokens.viewer))).toBe('GRAPHQL_CURSOR_INVALID');
    expect(code(await since('nonsense'))).toBe('GRAPHQL_CURSOR_INVALID');
    expect(code(await since(start, 101))).toBe('GRAPHQL_PAGE_SIZE');
  });

  it('says that what follows an old cursor is not kept any more', async () => {
    const start = await begin();
    await change(true);
    await api.database.store.transaction(acme.organizationId, (tx) =>
      pruneChanges(tx, api.now + 8 * 86_400_000),
    );
    expect(code(await since(start))).toBe('POSTURE_CHANGES_EXPIRED');
    expect((await since(await begin())).data?.changedSince.nodes).toEqual([]);
  });
});
