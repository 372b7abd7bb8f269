import { randomBytes, randomInt } from 'node:crypto';
import type { ClusterId, OrganizationId } from '@plimsoll/model';
import { testStore } from '@plimsoll/store/testing';
import type { TestStore } from '@plimsoll/store/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { appendChange } from './append-change.js';
import { ALL } from './change-position.js';
import type { ChangePosition } from './change-position.js';
import { CHANGES_KEPT_MS, changesSince, presentPosition, pruneChanges } from './changes-since.js';
import type { Change, ChangePage } from './changes-since.js';

const START: ChangePosition = { commit: 0, taken: ALL, changedAt: 0 };
const WRITERS = 8;
const COMMITS = 25;

let db: TestStore;
let organizationId: OrganizationId;
let clusterId: ClusterId;

beforeAll(async () => {
  db = await testStore({ poolSize: WRITERS + 3 });
});
beforeEach(async () => {
  organizationId = await db.createOrganization();
  clusterId = await db.createCluster(organizationId);
});
afterAll(() => db.close());

const id = (): string => randomBytes(16).toString('hex');
const ids = (count: number): string[] => Array.from({ length: count }, id);
const append = (findings: readonly string[], posture = false, changedAt = Date.now()): Promise<void> =>
  db.store.transaction(organizationId, (tx) => appendChange(tx, { clusterId, changedAt, findings, posture }));
const since = (after: ChangePosition, limit = 100): Promise<ChangePage> =>
  db.store.transaction(organizationId, (tx) => changesSince(tx, after, limit));
const present = (): Promise<ChangePosition> => db.store.transaction(organizationId, presentPosition);
const named = ({ finding = 'posture', position }: Change): string => `${position.commit} ${finding}`;

async function readAll(limit: () => number, after = START): Promise<readonly Change[]> {
  const page = await since(after, limit());
  return page.hasMore ? [...page.changes, ...(await readAll(limit, page.position))] : page.changes;
}

/** Commits, each after waits of its own before and under the lock; one in ten rolls back. */
async function writer(committed: string[]): Promise<void> {
  for (let commit = 0; commit < COMMITS; commit += 1) {
    const findings = ids(randomInt(4));
    const posture = findings.length === 0;
    const fails = randomInt(10) === 0;
    await db.store
      .transaction(organizationId, async (tx) => {
        await tx.query(`select pg_sleep(random() * 0.01), set_config('synchronous_commit', 'off', true)`);
        // The later a transaction commits, the earlier it says that it was.
        await appendChange(tx, { clusterId, changedAt: Date.now() - randomInt(10_000), findings, posture });
        await tx.query('select pg_sleep(random() * 0.003)');
        if (fails) throw new RangeError('rolled back');
      })
      .then(
        () => committed.push(...(posture ? ['posture'] : findings)),
        (error: unknown) => expect(error).toBeInstanceOf(RangeError),
      );
  }
}

describe('the feed of changes', () => {
  it('skips no commit and gives none twice while eight writers race', async () => {
    const committed: string[] = [];
    let writing = true;
    const done = Promise.all(Array.from({ length: WRITERS }, () => writer(committed))).finally(() => {
      writing = false;
    });
    const seen: Change[] = [];
    let position = START;
    for (let last = false; ; last = !writing) {
      const page = await since(position, randomInt(1, 8));
      ({ position } = page);
      seen.push(...page.changes);
      if (last && !page.hasMore) break;
    }
    await done;
    expect(seen.map(({ finding = 'posture' }) => finding).toSorted()).toEqual(committed.toSorted());
    expect(seen.map(named)).toEqual((await readAll(() => randomInt(1, 20))).map(named));
    expect(seen.map(({ position: { commit } }) => commit)).toEqual(
      seen.map(({ position: { commit } }) => commit).toSorted((left, right) => left - right),
    );
    expect(position).toEqual(await present());
  });

  it('pages through one large commit, and counts a finding once', async () => {
    const [first = '', ...others] = ids(2_000);
    await append([first, ...others, first], true);
    const changes = await readAll(() => 333);
    expect(changes.map(({ finding }) => finding)).toEqual([first, ...others, undefined]);
  });

  it('begins at its end, and gives what is committed after it', async () => {
    await append(ids(3));
    const position = await present();
    expect(await since(position)).toEqual({ changes: [], position, hasMore: false });
    const later = ids(2);
    await append(later);
    expect((await since(position)).changes.map(({ finding }) => finding)).toEqual(later);
  });

  it('is empty and can be followed before its first commit', async () => {
    const position = await present();
    await append([], true);
    expect((await since(position)).changes).toMatchObject([{ clusterId, finding: undefined }]);
  });

  it('wakes readers of a commit that changed nothing of it, without a position', async () => {
    const before = await present();
    await append([]);
    expect(await present()).toEqual(before);
  });

  it('belongs to its organization', async () => {
    await append(ids(1));
    const other = await db.createOrganization('other');
    expect(await db.store.transaction(other, (tx) => changesSince(tx, START, 10))).toMatchObject({
      changes: [],
    });
  });
});

describe('a cursor', () => {
  const prune = (now: number): Promise<void> =>
    db.store.transaction(organizationId, (tx) => pruneChanges(tx, now));

  it('before what is kept is an error; one at the end of what was removed goes on', async () => {
    const now = Date.now();
    await append(ids(2), false, now - CHANGES_KEPT_MS - 2);
    const within = (await since(START, 1)).position;
    const diligent = await present();
    await prune(now);
    const fresh = ids(1);
    await append(fresh, false, now);
    for (const expired of [START, within])
      await expect(since(expired)).rejects.toMatchObject({ code: 'POSTURE_CHANGES_EXPIRED' });
    expect((await since(diligent)).changes.map(({ finding }) => finding)).toEqual(fresh);
  });

  it('of commits that a restored database does not have is an error', async () => {
    await append(ids(1), false, 1_000);
    const ahead = { commit: 2, taken: ALL, changedAt: 2_000 };
    await expect(since(ahead)).rejects.toMatchObject({ code: 'POSTURE_CHANGES_UNKNOWN' });
    await append(ids(1), false, 3_000);
    await expect(since(ahead)).rejects.toMatchObject({ code: 'POSTURE_CHANGES_UNKNOWN' });
  });

  it('goes on behind a commit of a cluster that was deleted', async () => {
    await append(ids(1));
    const position = await present();
    await db.store.transaction(organizationId, (tx) =>
      tx.query('delete from changes where organization_id = $1 and cluster_id = $2', [
        organizationId,
        clusterId,
      ]),
    );
    const later = ids(1);
    await append(later);
    expect((await since(position)).changes.map(({ finding }) => finding)).toEqual(later);
  });
});
