import { COMMANDS_CHANNEL, commandPayload, operator, revokeCluster } from '@plimsoll/identity';
import { randomUUID } from 'node:crypto';
import { EPOCH_BATCH, Goodbye_Reason, type ConnectResponse } from '@plimsoll/link-contract';
import { LINK_LIMITS } from '@plimsoll/link-contract';
import type { Peer } from '@plimsoll/link-server';
import {
  Buckets,
  bodyDigest,
  bucketOf,
  factDigest,
  type ClusterId,
  type OrganizationId,
} from '@plimsoll/model';
import { systemClock } from '@plimsoll/runtime';
import { storeErrors, type Store } from '@plimsoll/store';
import { testStore, type TestStore } from '@plimsoll/store/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  Counted,
  PODS,
  TestStream,
  bodyChange,
  bucketList,
  endedChange,
  enrolledPeer,
  epoch,
  epochs,
  facts,
  heartbeat,
  hello,
  notCollected,
  partitionRoot,
  podChange,
  podKey,
  refusal,
  subjectList,
  testHandler,
  type Frame,
} from '../testing/stream-harness.js';

let test: TestStore;
let organization: OrganizationId;
let cluster: ClusterId;
let peer: Peer;

beforeAll(async () => {
  test = await testStore();
});
afterAll(() => test.close());
beforeEach(async () => {
  organization = await test.createOrganization();
  cluster = await test.createCluster(organization);
  peer = await enrolledPeer(test.store, organization, cluster);
});

interface Row {
  readonly subject_key: string;
  readonly generation: string;
  readonly digest: Buffer;
  readonly body: string | null;
  readonly rejection: string | null;
}

const rows = (who: OrganizationId = organization) =>
  test.store.transaction(who, (tx) => tx.query<Row>('select * from facts order by subject_key'));
const unit = async () =>
  (
    await test.store.transaction(organization, (tx) =>
      tx.query<{
        state: string;
        reason: string;
        facts: number;
        rejected: number;
        buckets: Buffer;
        confirmed_at: Date | null;
      }>('select * from partitions where cluster_id = $1 and source = $2', [cluster, PODS.source]),
    )
  )[0];
const generation = async () =>
  (
    await test.store.withoutOrganization((tx) =>
      tx.query<{ generation: string }>('select generation from directory where cluster_id = $1', [cluster]),
    )
  )[0]?.generation;
const ackOf = (answers: readonly ConnectResponse['frame'][]) => {
  const found = answers.find((answer) => answer.case === 'ack');
  if (found?.case !== 'ack') throw new Error(`no ack in ${answers.map((answer) => answer.case).join(', ')}`);
  return found.value;
};
const goodbyeOf = (answers: readonly ConnectResponse['frame'][]) => {
  const [first] = answers;
  return first?.case === 'goodbye' ? first.value : undefined;
};
const cases = (answers: readonly ConnectResponse['frame'][]) => answers.map((answer) => answer.case);
const revoke = () =>
  revokeCluster(
    { store: test.store, queue: { enqueue: () => Promise.resolve() }, clock: systemClock },
    operator(organization),
    cluster,
  );
const open = (handler = testHandler(test.store).handler, roots: Parameters<typeof TestStream.open>[2] = []) =>
  TestStream.open(handler, peer, roots);

describe('epochs that end together', () => {
  it('are each as if they came alone, and acknowledged by one number', async () => {
    const stream = await open();
    expect(stream.welcome.capabilities).toContain(EPOCH_BATCH);
    const counted = new Counted();
    const boot = { source: 'host/boot', partition: 'node-1' };
    const nodes = { source: 'kube/core/Node', partition: '' };
    const answers = await stream.send(
      facts(counted.pod('a')),
      epochs(
        notCollected('not-mounted', boot),
        epoch(counted.buckets().root()),
        epoch(Buffer.alloc(32, 1), nodes),
      ),
    );
    expect(ackOf(answers).sequence).toBe(3n);
    expect(cases(answers)).toEqual(['ack', 'sendSubjects']);
    const outcomes = await test.store.transaction(organization, (tx) =>
      tx.query('select source, state from partitions where cluster_id = $1 order by source', [cluster]),
    );
    expect(outcomes).toEqual([
      { source: 'host/boot', state: 'not-collected' },
      { source: 'kube/core/Node', state: 'syncing' },
      { source: 'kube/core/Pod', state: 'complete' },
    ]);
  });

  it('end the stream where one has a name that cannot be stored', async () => {
    const stream = await open();
    const answers = await stream.send(epochs(epoch(Buffer.alloc(32), { source: 'a\0', partition: '' })));
    expect(goodbyeOf(answers)?.reason).toBe(Goodbye_Reason.PROTOCOL);
  });
});

describe('facts on a stream', () => {
  it('are acknowledged once they are committed, and evaluation is asked for', async () => {
    const { handler, enqueued } = testHandler(test.store);
    const stream = await open(handler);
    const counted = new Counted();
    const answers = await stream.send(
      facts(counted.pod('a'), counted.pod('b')),
      epoch(counted.buckets().root()),
    );
    expect(ackOf(answers).sequence).toBe(3n);
    expect((await rows()).map((row) => [row.subject_key, row.generation])).toEqual([
      [podKey('a'), '1'],
      [podKey('b'), '1'],
    ]);
    expect(await unit()).toMatchObject({ state: 'complete', facts: 2, rejected: 0 });
    expect(enqueued).toEqual([`evaluate ${cluster}`]);
  });

  it('that come twice change nothing and take no generation', async () => {
    const stream = await open();
    await stream.send(facts(podChange('a', '1')));
    const [before] = await rows();
    await stream.send(facts(podChange('a', '1')), facts(podChange('a', '1')));
    expect(await rows()).toEqual([before]);
    expect(await generation()).toBe('1');
  });

  it('can be hashed again from the stored bytes, to the digests and buckets of the agent', async () => {
    const stream = await open();
    const counted = new Counted();
    const odd = Buffer.from(
      '{"object":{"apiVersion":"v1","kind":"Pod","metadata":{"name":"tab\\t \\\\ \\u0000 ü 🙂"}},"shape":"object"}\n\t ',
    );
    await stream.send(facts(counted.pod('a'), counted.count(bodyChange(podKey('odd'), odd))));
    const buckets = new Buckets();
    for (const row of await rows()) {
      const digest = factDigest(row.subject_key, 1, bodyDigest(row.body ?? ''));
      expect(Buffer.compare(digest, row.digest)).toBe(0);
      buckets.add(bucketOf(row.subject_key), digest);
    }
    expect(Buffer.compare((await unit())?.buckets ?? Buffer.of(), counted.buckets().toBytes())).toBe(0);
    expect(buckets.root()).toEqual(counted.buckets().root());
  });

  it('of one organization are invisible to another, with the same cluster uid', async () => {
    const stream = await open();
    await stream.send(facts(podChange('a', '1')));
    const other = await test.createOrganization();
    const theirs = await enrolledPeer(test.store, other, await test.createCluster(other, { uid: 'same' }));
    const foreign = await TestStream.open(testHandler(test.store).handler, theirs);
    await foreign.send(facts(podChange('b', '1')));
    expect((await rows()).map((row) => row.subject_key)).toEqual([podKey('a')]);
    expect((await rows(other)).map((row) => row.subject_key)).toEqual([podKey('b')]);
    const mixed: Peer = { ...theirs, organizationId: organization };
    expect((await refusal(testHandler(test.store).handler, mixed)).reason).toBe(Goodbye_Reason.REVOKED);
  });
});

describe('a fact that cannot be stored', () => {
  const wrong = new Uint8Array(16).fill(7);
  const large = Buffer.from(
    `{"object":{"apiVersion":"v1","kind":"Pod","metadata":{},"x":"${'x'.repeat(LINK_LIMITS.bodyBytes)}"},"shape":"object"}`,
  );
  const settings = Buffer.from('{"settings":{},"shape":"settings"}');
  const podWith = (value: string): Buffer =>
    Buffer.from(`{"object":{"apiVersion":"v1","kind":"Pod","metadata":{},"x":${value}},"shape":"object"}`);
  it.each([
    ['a wrong digest', () => podChange('bad', '1', { digest: wrong }), 'INGEST_FACT_DIGEST'],
    ['invalid UTF-8', () => bodyChange(podKey('bad'), Buffer.of(0x7b, 0xff, 0x7d)), 'INGEST_FACT_ENCODING'],
    [
      'a NUL byte in the body',
      () => bodyChange(podKey('bad'), Buffer.from('{"shape":"obj\0ect"}')),
      'INGEST_FACT_BODY',
    ],
    ['a NUL byte in the key', () => podChange('b\0d', '1'), 'INGEST_FACT_SUBJECT'],
    ['a key that is none', () => bodyChange('nonsense', settings), 'INGEST_FACT_SUBJECT'],
    ['a key over the limit', () => podChange('x'.repeat(5000), '1'), 'INGEST_FACT_SUBJECT'],
    ['a body over the limit', () => bodyChange(podKey('bad'), large), 'INGEST_FACT_TOO_LARGE'],
    [
      'a body that was left out',
      () => podChange('bad', '1', { change: { case: undefined } }),
      'INGEST_FACT_TOO_LARGE',
    ],
    ['no JSON', () => bodyChange(podKey('bad'), Buffer.from('{')), 'INGEST_FACT_BODY'],
    ['a number beyond a double', () => bodyChange(podKey('bad'), podWith('1e400')), 'INGEST_FACT_BODY'],
    ['the shape of another source', () => bodyChange(podKey('bad'), settings), 'INGEST_FACT_SHAPE'],
    [
      'a partition that the source has not',
      () => podChange('bad', '1', { partition: 'node' }),
      'INGEST_FACT_PARTITION',
    ],
    [
      'a source that nobody knows',
      () => podChange('bad', '1', { source: 'kube/nowhere/Thing' }),
      'INGEST_FACT_SOURCE',
    ],
  ])('for %s is rejected by name, counted, and harms nobody', async (_, change, code) => {
    const stream = await open();
    const bad = change();
    const answers = await stream.send(facts(podChange('good', '1'), bad));
    expect(ackOf(answers).rejected).toMatchObject([{ code, subjectKey: bad.subjectKey }]);
    const stored = await rows();
    expect(stored.filter((row) => row.body !== null).map((row) => row.subject_key)).toEqual([podKey('good')]);
    expect(stored.find((row) => row.rejection !== null)?.rejection).toContain(code);
    const counted = new Counted();
    if (bad.source === PODS.source && bad.partition === '') counted.count(podChange('good', '1'));
    counted.count(bad);
    const root = epoch(counted.buckets().root(), bad);
    expect(cases(await stream.send(root))).toEqual(['ack']);
  });

  it('is kept once and leaves when it is good again', async () => {
    const stream = await open();
    await stream.send(facts(podChange('a', '1', { digest: wrong })));
    await stream.send(facts(podChange('a', '1', { digest: wrong })));
    expect(await generation()).toBe('1');
    expect(await unit()).toMatchObject({ facts: 0, rejected: 1 });
    await stream.send(facts(podChange('a', '2')));
    expect(await unit()).toMatchObject({ facts: 1, rejected: 0 });
    expect((await rows())[0]).toMatchObject({ rejection: null });
  });

  it('is asked for again when the rules of the centre have changed, and only then', async () => {
    const counted = new Counted();
    const opening = (intake: string) =>
      open(testHandler(test.store, { intake }).handler, [partitionRoot(counted.buckets().root())]);
    const before = await open(testHandler(test.store, { intake: 'old' }).handler);
    const bad = counted.count(podChange('bad', '1', { source: PODS.source, digest: wrong }));
    await before.send(facts(counted.pod('good'), bad), epoch(counted.buckets().root()));
    expect(await unit()).toMatchObject({ state: 'complete', facts: 1, rejected: 1 });

    expect((await opening('old')).welcome.inSync).toBe(true);
    const after = await opening('new');
    expect(after.welcome.inSync).toBe(false);
    expect(cases(await after.pushes(1))).toEqual(['compareBuckets']);
    const [asked] = await after.send(bucketList(counted.buckets())).then((answers) => answers.slice(1));
    const buckets = asked?.case === 'compareSubjects' ? asked.value.buckets : [];
    expect(buckets).toEqual([bucketOf(bad.subjectKey)]);
    const inBucket = counted.subjects().filter(({ subjectKey }) => buckets.includes(bucketOf(subjectKey)));
    const wanted = await after.send(subjectList(buckets, inBucket));
    expect(wanted.at(-1)).toMatchObject({ case: 'sendSubjects', value: { subjectKeys: [bad.subjectKey] } });
    expect((await rows())[0]).toMatchObject({ subject_key: bad.subjectKey, generation: '1' });

    await after.send(facts(bad));
    expect(await unit()).toMatchObject({ facts: 1, rejected: 1 });
    expect(Buffer.compare((await unit())?.buckets ?? Buffer.of(), counted.buckets().toBytes())).toBe(0);
    expect((await opening('new')).welcome.inSync).toBe(true);
  });
});

describe('a store that goes away', () => {
  it('ends the stream as unavailable; what was acknowledged is there, the rest comes again', async () => {
    let away = false;
    const gone = () => Promise.reject(storeErrors.error('STORE_UNAVAILABLE', 'away'));
    const store: Store = {
      ...test.store,
      listen: (channel, received) => test.store.listen(channel, received),
      transaction: (who, work) => (away ? gone() : test.store.transaction(who, work)),
    };
    const stream = await open(testHandler(store).handler);
    expect(cases(await stream.send(facts(podChange('a', '1'))))).toEqual(['ack']);
    away = true;
    await expect(stream.send(facts(podChange('b', '1')))).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      retryable: true,
    });
    await stream.close();
    away = false;
    expect((await rows()).map((row) => row.subject_key)).toEqual([podKey('a')]);
    await (await open()).send(facts(podChange('b', '1')));
    expect(await rows()).toHaveLength(2);
  });
});

describe('a subject ends', () => {
  it('by name, as a tombstone', async () => {
    const stream = await open();
    await stream.send(facts(podChange('a', '1'), podChange('b', '1')));
    await stream.send(facts(endedChange('a'), endedChange('never there')));
    expect((await rows()).map((row) => [row.subject_key, row.body === null, row.rejection])).toEqual([
      [podKey('a'), true, null],
      [podKey('b'), false, null],
    ]);
    expect(await unit()).toMatchObject({ facts: 1 });
  });

  it('by comparison after a completed epoch, while what the centre lacks is asked for', async () => {
    const first = await open();
    const counted = new Counted();
    await first.send(facts(counted.pod('a'), counted.pod('b')), epoch(counted.buckets().root()));
    counted.forget('a');
    counted.pod('b', '2');
    counted.pod('c');
    const second = await open();
    const asked = await second.send(epoch(counted.buckets().root()));
    expect(cases(asked)).toEqual(['ack', 'compareBuckets']);
    const [, question] = await second.send(bucketList(counted.buckets()));
    if (question?.case !== 'compareSubjects') throw new Error('no question');
    const answers = await second.send(subjectList(question.value.buckets, counted.subjects()));
    const wanted = answers.flatMap((answer) =>
      answer.case === 'sendSubjects' ? answer.value.subjectKeys : [],
    );
    expect(wanted.toSorted()).toEqual([podKey('b'), podKey('c')]);
    expect((await rows()).filter((row) => row.body === null).map((row) => row.subject_key)).toEqual([
      podKey('a'),
    ]);
    await second.send(facts(counted.pod('b', '2'), counted.pod('c')), epoch(counted.buckets().root()));
    expect(await unit()).toMatchObject({ state: 'complete', facts: 2 });
  });

  it('never because an epoch could not be collected', async () => {
    const stream = await open();
    const counted = new Counted();
    await stream.send(facts(counted.pod('a')), epoch(counted.buckets().root()));
    await stream.send(notCollected('permission'));
    expect(await unit()).toMatchObject({ state: 'not-collected', reason: 'permission', facts: 1 });
    expect((await rows())[0]?.body).not.toBeNull();
    expect(await generation()).toBe('2');
  });

  it('also by an answer that comes after the source was lost, which makes it no epoch of then', async () => {
    const stream = await open();
    const before = new Counted();
    await stream.send(facts(before.pod('a'), before.pod('b')), epoch(before.buckets().root()));
    const counted = new Counted();
    counted.pod('a');
    await stream.send(epoch(counted.buckets().root()));
    const [, question] = await stream.send(bucketList(counted.buckets()));
    if (question?.case !== 'compareSubjects') throw new Error('no question');
    await stream.send(notCollected('permission'));
    await stream.send(subjectList(question.value.buckets, counted.subjects()));
    expect(await unit()).toMatchObject({ state: 'not-collected', reason: 'permission', facts: 1 });
  });

  it('never because an epoch was cut or a stream lost', async () => {
    const first = await open();
    const counted = new Counted();
    await first.send(facts(counted.pod('a'), counted.pod('b')), epoch(counted.buckets().root()));
    const second = await open();
    await second.send(facts(podChange('a', '2')));
    await second.close();
    const third = await open();
    await third.send(subjectList([bucketOf(podKey('a')), bucketOf(podKey('b'))], []));
    expect((await rows()).filter((row) => row.body === null)).toEqual([]);
  });
});

describe('a hello', () => {
  it('of a cluster of which nothing is stored is told so, once', async () => {
    const first = await open();
    expect(first.welcome.blank).toBe(true);
    await first.send(facts(podChange('a', '1')));
    expect((await open()).welcome.blank).toBe(false);
  });

  it('with the roots that are stored is in sync and asks nothing', async () => {
    const first = await open();
    const counted = new Counted();
    await first.send(facts(counted.pod('a')), epoch(counted.buckets().root()));
    const again = await open(testHandler(test.store).handler, [partitionRoot(counted.buckets().root())]);
    expect(again.welcome).toMatchObject({ inSync: true, fullSyncAfterMs: 0, streamNumber: 2n });
    expect(again.pushed).toEqual([]);
  });

  it('with another root is asked for the buckets, and for everything of what is not there', async () => {
    const first = await open();
    await first.send(facts(podChange('a', '1')));
    const other = new Counted();
    other.pod('b');
    const root = other.buckets().root();
    const again = await open(testHandler(test.store).handler, [
      partitionRoot(root),
      partitionRoot(root, { source: 'kube/core/Node', partition: '' }),
    ]);
    expect(again.welcome.inSync).toBe(false);
    expect(cases(await again.pushes(2))).toEqual(['compareBuckets', 'sendSubjects']);
  });

  it('whose state root is not the one over its roots is a fault of the protocol', async () => {
    const { handler } = testHandler(test.store);
    const goodbye = await refusal(handler, peer, { stateRoot: new Uint8Array(32) });
    expect(goodbye.reason).toBe(Goodbye_Reason.PROTOCOL);
  });

  it('of an archived cluster or a revoked agent is refused until a person acts', async () => {
    const { handler } = testHandler(test.store);
    await test.store.transaction(organization, (tx) =>
      tx.query('update agents set revoked_at = now() where agent_id = $1', [peer.agentId]),
    );
    expect(await refusal(handler, peer)).toMatchObject({ reason: Goodbye_Reason.REVOKED, retryAfterMs: 0 });
    await test.store.transaction(organization, async (tx) => {
      await tx.query('update agents set revoked_at = null where agent_id = $1', [peer.agentId]);
      await tx.query(`update clusters set state = 'archived' where cluster_id = $1`, [cluster]);
    });
    expect(await refusal(handler, peer)).toMatchObject({ reason: Goodbye_Reason.ARCHIVED, retryAfterMs: 0 });
  });
});

describe('a stream', () => {
  it('that is superseded is told at once, in any gateway, and its frames are refused', async () => {
    const [one, two] = [testHandler(test.store), testHandler(test.store)];
    const old = await open(one.handler);
    await old.send(facts(podChange('a', '1')));
    const fresh = await open(two.handler);
    expect(goodbyeOf(await old.pushes(1))?.reason).toBe(Goodbye_Reason.SUPERSEDED);
    expect(goodbyeOf(await old.send(facts(podChange('a', '2'))))?.reason).toBe(Goodbye_Reason.SUPERSEDED);
    expect(goodbyeOf(await old.send(heartbeat()))?.reason).toBe(Goodbye_Reason.PROTOCOL);
    expect((await rows())[0]?.generation).toBe('1');
    expect(cases(await fresh.send(facts(podChange('a', '3'))))).toEqual(['ack']);
  });

  it('of a cluster that is archived leaves when it is told, without a frame of its own', async () => {
    const stream = await open();
    await test.store.transaction(organization, async (tx) => {
      await tx.query(`update directory set state = 'archived' where cluster_id = $1`, [cluster]);
      await tx.notify(COMMANDS_CHANNEL, commandPayload({ organizationId: organization, clusterId: cluster }));
    });
    expect(goodbyeOf(await stream.pushes(1))?.reason).toBe(Goodbye_Reason.ARCHIVED);
  });

  it('of a cluster that is revoked leaves at once, with the next step, in any gateway', async () => {
    const stream = await open();
    await revoke();
    const goodbye = goodbyeOf(await stream.pushes(1));
    expect(goodbye).toMatchObject({ reason: Goodbye_Reason.REVOKED, retryAfterMs: 0 });
    expect(goodbye?.detail).toMatch(/^AGENT_REVOKED: .*Enrol the cluster again/);
    expect(goodbyeOf(await stream.send(facts(podChange('a', '1'))))?.reason).toBe(Goodbye_Reason.SUPERSEDED);
    expect(await rows()).toEqual([]);
  });

  it('whose agent was shut out without news of it writes nothing, and a heartbeat ends it', async () => {
    const stream = await open();
    await test.store.withoutOrganization((tx) =>
      tx.query('update directory set stream_number = stream_number + 1 where cluster_id = $1', [cluster]),
    );
    expect(goodbyeOf(await stream.send(heartbeat()))).toMatchObject({
      reason: Goodbye_Reason.SUPERSEDED,
      retryAfterMs: 60_000,
    });
  });

  it('with a certificate that is not the current one is told to renew, each agent at another time', async () => {
    const { handler } = testHandler(test.store);
    const stale = { ...peer, certificateFingerprint: '11'.repeat(32) };
    const goodbye = await refusal(handler, stale);
    expect(goodbye.reason).toBe(Goodbye_Reason.RENEWED);
    expect(goodbye.retryAfterMs).toBeGreaterThanOrEqual(500);
    expect(goodbye.retryAfterMs).toBeLessThanOrEqual(5_000);
  });

  it('that opens while its cluster is revoked is refused or cut, never left alone', async () => {
    const { handler } = testHandler(test.store);
    const left = await Promise.all([handler.open(peer, hello([]), () => undefined), revoke()]);
    const [opened] = left;
    if ('refused' in opened) return expect(opened.refused.reason).toBe(Goodbye_Reason.REVOKED);
    const answers = await opened.receive([
      { $typeName: 'plimsoll.link.v1.ConnectRequest', sequence: 2n, frame: heartbeat() },
    ]);
    expect(goodbyeOf(answers.map(({ frame }) => frame))?.reason).toBe(Goodbye_Reason.SUPERSEDED);
  });

  it('that opens takes the rows in the order of whoever changes the cluster: neither is a victim', async () => {
    const { handler } = testHandler(test.store);
    const waiting = () =>
      test.store.transaction(organization, async (tx) => {
        const sql = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
        return (await tx.query(sql)).length;
      });
    let opening: Promise<unknown> = Promise.resolve();
    await test.store.transaction(organization, async (tx) => {
      await tx.query('update clusters set name = $2 where cluster_id = $1', [cluster, 'renamed']);
      opening = handler.open(peer, hello([]), () => undefined);
      await expect.poll(waiting, { timeout: 10_000 }).toBe(1);
      await tx.query('update directory set stream_number = stream_number + 1 where cluster_id = $1', [
        cluster,
      ]);
    });
    expect(await opening).toMatchObject({ number: 2n });
  });

  it('of a cluster that is archived meanwhile is sent away and writes nothing', async () => {
    const stream = await open();
    await test.store.withoutOrganization((tx) =>
      tx.query(`update directory set state = 'archived' where cluster_id = $1`, [cluster]),
    );
    expect(goodbyeOf(await stream.send(facts(podChange('a', '1'))))?.reason).toBe(Goodbye_Reason.ARCHIVED);
    expect(await rows()).toEqual([]);
  });

  it.each<[string, Frame]>([
    [
      'a batch that is no zstd frame',
      {
        case: 'facts',
        value: { $typeName: 'plimsoll.link.v1.FactBatch', zstd: Buffer.from('no'), uncompressedBytes: 10 },
      },
    ],
    ['a digest that is not 16 bytes', facts(podChange('a', '1', { digest: Buffer.of(1) }))],
    ['a frame of an unknown kind', { case: undefined }],
  ])('ends by a goodbye that names %s', async (_, frame) => {
    const goodbye = goodbyeOf(await (await open()).send(frame));
    expect(goodbye?.reason).toBe(Goodbye_Reason.PROTOCOL);
    expect(goodbye?.retryAfterMs).toBeGreaterThan(0);
    expect(await rows()).toEqual([]);
  });

  it('sends commands after hello and when told, until there is a result', async () => {
    const command = (id: string) =>
      test.store.transaction(organization, async (tx) => {
        await tx.query(
          `insert into commands (organization_id, cluster_id, command_id, kind, created_by) values ($1, $2, $3, 'refresh', 'test')`,
          [organization, cluster, id],
        );
        await tx.notify(
          COMMANDS_CHANNEL,
          commandPayload({ organizationId: organization, clusterId: cluster }),
        );
      });
    const [first, second] = [randomUUID(), randomUUID()];
    await command(first);
    const stream = await open();
    expect(await stream.pushes(1)).toMatchObject([{ case: 'command', value: { id: first } }]);
    const result = {
      $typeName: 'plimsoll.link.v1.CommandResult',
      commandId: first,
      ok: true,
      detail: 'done\0',
    } as const;
    await stream.send({ case: 'commandResult', value: result });
    await command(second);
    expect((await stream.pushes(2))[1]).toMatchObject({ case: 'command', value: { id: second } });
    expect((await stream.send(heartbeat())).map((answer) => answer.case)).toEqual(['ack', 'command']);
  });

  it('confirms complete units by heartbeat, and a confirmation after staleness is news for evaluation', async () => {
    let now = Date.now();
    const { handler, enqueued } = testHandler(test.store, { clock: { now: () => now } });
    const stream = await open(handler);
    const counted = new Counted();
    await stream.send(facts(counted.pod('a')), epoch(counted.buckets().root()));
    now += 60_000;
    await stream.send(heartbeat([partitionRoot(counted.buckets().root())]));
    expect((await unit())?.confirmed_at?.getTime()).toBe(now);
    expect(enqueued).toHaveLength(1);
    now += 3_600_000;
    await stream.send(heartbeat([partitionRoot(counted.buckets().root())]));
    expect(enqueued).toHaveLength(2);
  });
});
