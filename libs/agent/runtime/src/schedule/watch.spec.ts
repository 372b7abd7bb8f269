import type { ConnectResponse } from '@plimsoll/link-contract';
import { LINK_LIMITS } from '@plimsoll/link-contract';
import type { Fact, JsonValue, Subject } from '@plimsoll/model';
import { silentLogger } from '@plimsoll/runtime';
import { beforeEach, describe, expect, it } from 'vitest';
import { Replica } from '../replica/replica.js';
import type { PassOutcome } from '../source/fact-source.js';
import type { WatchedSource } from '../source/watched-source.js';
import { Watch } from './watch.js';

const UNIT = { source: 'kube/core/Pod', partition: '' } as const;
const subject = (name: string): Subject => ({ group: '', kind: 'Pod', namespace: 'n', name });
const fact = (name: string, content: JsonValue = 1): Fact => ({
  ...UNIT,
  subject: subject(name),
  body: { shape: 'object', object: { apiVersion: 'v1', kind: 'Pod', metadata: { name }, content } },
});

let replica: Replica;
let outcomes: PassOutcome[];
let reads: Parameters<WatchedSource['readAgain']>[];
let watch: Watch;
beforeEach(() => {
  replica = new Replica({ bytes: 4_194_304, facts: 100 });
  outcomes = [];
  reads = [];
  const source: WatchedSource = {
    ...UNIT,
    watch: async () => undefined,
    readAgain: async (...asked) => {
      reads.push(asked);
      await new Promise<void>((resolve) => asked[2].addEventListener('abort', () => resolve()));
    },
  };
  watch = new Watch(source, {
    replica,
    logger: silentLogger,
    onQueued: () => undefined,
    onOutcome: (_, outcome) => void outcomes.push(outcome),
    room: async () => undefined,
    listRoom: async () => undefined,
  });
  replica.connected(LINK_LIMITS.credits, 1n);
});

const list = (...facts: readonly Fact[]): void => {
  watch.listing();
  for (const one of facts) watch.seen(one);
  watch.listed();
};
const sent = () => replica.next().map(({ frame }) => frame);
const kinds = () => sent().map(({ case: kind }) => kind);
const wanted = (...keys: readonly string[]): ConnectResponse['frame'] => ({
  case: 'sendSubjects',
  value: { $typeName: 'plimsoll.link.v1.SendSubjects', ...UNIT, subjectKeys: [...keys] },
});
const notCollected = () =>
  sent().flatMap((frame) =>
    frame.case === 'epochEnd' && frame.value.outcome.case === 'notCollected'
      ? [frame.value.outcome.value.reason]
      : [],
  );

describe('a watched source', () => {
  it('closes an epoch with each list, and sends what changes at once', () => {
    list(fact('a'), fact('b'));
    expect(kinds()).toEqual(['epochEnd']);
    watch.seen(fact('a', 2));
    watch.seen(fact('b'));
    watch.ended(subject('b'));
    expect(kinds()).toEqual(['facts']);
    expect(kinds()).toEqual([]);
    expect(replica.confirmed()).toHaveLength(1);
  });

  it('tells how far its list is, once each time it moved', () => {
    watch.progress(1, 2);
    expect(replica.isReading).toBe(false);
    watch.listing();
    watch.progress(100, undefined);
    watch.progress(200, 900);
    expect(replica.takeReadings()).toMatchObject([{ unit: UNIT, reading: { read: 200, expected: 900 } }]);
    expect(replica.takeReadings()).toEqual([]);
    watch.progress(900, 900);
    watch.listed();
    expect(replica.takeReadings()).toMatchObject([{ reading: { read: 900, expected: 900 } }]);
  });

  it('counts as if it had been listed: a root by changes is the root by a list', () => {
    list(fact('a'), fact('b'));
    watch.seen(fact('c'));
    watch.ended(subject('a'));
    watch.seen(fact('b', 2));
    const other = new Replica({ bytes: 1e7, facts: 100 });
    const fresh = new Watch(watch.source, {
      replica: other,
      logger: silentLogger,
      onQueued: () => undefined,
      onOutcome: () => undefined,
      room: async () => undefined,
      listRoom: async () => undefined,
    });
    fresh.listing();
    for (const one of [fact('b', 2), fact('c')]) fresh.seen(one);
    fresh.listed();
    expect(replica.hello().stateRoot).toEqual(other.hello().stateRoot);
  });

  it('is sent with its first list where the centre has nothing, and nothing is read again', () => {
    replica.connected(LINK_LIMITS.credits, 1n, { blank: true });
    list(fact('a'), fact('b'));
    expect(replica.outbox.queued).toBe(2);
    expect(replica.toReadAgain()).toEqual([]);
    expect(kinds()).toEqual(['facts', 'epochEnd']);
  });

  it('waits in a list for room while bodies go with it, and no longer when the stream is lost', () => {
    replica.connected({ bytes: 1, facts: 1 }, 1n, { blank: true });
    watch.listing();
    for (let index = 0; index < 50; index += 1) watch.seen(fact(`pod-${index}`));
    expect(watch.room()).toBeInstanceOf(Promise);
    replica.disconnected();
    expect(watch.room()).toBeUndefined();
    for (let index = 50; index < 200; index += 1) watch.seen(fact(`pod-${index}`));
    watch.listed();
    expect(replica.outbox.size).toBe(50); // counted, and left to the comparison
  });

  it('ends by a new list what was missed, and by a list that is cut nothing', () => {
    list(fact('a'), fact('b'));
    sent();
    watch.listing();
    watch.seen(fact('a'));
    watch.listing(); // cut, and begun again
    watch.seen(fact('b'));
    expect(kinds()).toEqual([]);
    watch.listed();
    expect(sent().map(({ case: kind }) => kind)).toEqual(['facts', 'epochEnd']);
    expect(watch.outcome).toEqual({ complete: true });
  });

  it('is not confirmed while nothing is heard, and is again when it goes on', () => {
    list(fact('a'));
    sent();
    watch.silent();
    expect(replica.confirmed()).toEqual([]);
    watch.alive();
    expect(replica.confirmed()).toHaveLength(1);
    expect(kinds()).toEqual([]);
  });

  it('says once why it is not collected, also to the next stream, and takes it back', () => {
    list(fact('a'));
    sent();
    watch.notCollected('permission', 'list pods');
    watch.notCollected('permission', 'list pods');
    expect(notCollected()).toEqual(['permission']);
    replica.disconnected();
    replica.connected(LINK_LIMITS.credits, 1n);
    expect(notCollected()).toEqual(['permission']);
    expect(replica.hello().roots).toHaveLength(1);
    watch.alive();
    expect(kinds()).toEqual(['epochEnd']);
    expect(outcomes.map(({ complete }) => complete)).toEqual([true, false, true]);
  });

  it('keeps what it knows of an object that was left out, and ends nothing for one without a name', () => {
    list(fact('a'), fact('b'));
    sent();
    watch.listing();
    watch.leftOut(subject('a'), 'invalid', 'an odd one');
    watch.leftOut(undefined, 'too-large', 'nobody knows whose');
    watch.listed();
    expect(notCollected()).toEqual(['too-large']);
    list(fact('b'));
    expect(sent().map(({ case: kind }) => kind)).toEqual(['facts', 'epochEnd']);
  });

  it('has no complete list while an object of which nothing was known could not be counted', () => {
    watch.listing();
    watch.seen(fact('a'));
    watch.seen(fact('odd', '\ud800'));
    watch.listed();
    expect(notCollected()).toEqual(['invalid']);
    expect(replica.confirmed()).toEqual([]);
  });

  it('closes no epoch on demand of the centre while it cannot be read', async () => {
    list(fact('a'), fact('b'));
    sent();
    watch.notCollected('permission', 'watch pods');
    expect(notCollected()).toEqual(['permission']);
    replica.receive(wanted('/Pod/n/a'));
    watch.readAgain();
    const [[, emit] = []] = reads;
    await emit?.(fact('a'));
    expect(kinds()).toEqual(['facts']);
    watch.alive();
    expect(kinds()).toEqual(['epochEnd']);
  });

  it('is rejected by name where an object is too large, also when the centre asks for it again', () => {
    watch.listing();
    watch.seen(fact('a'));
    watch.leftOut(subject('large'), 'too-large', '3000000 bytes');
    watch.listed();
    expect(kinds()).toEqual(['epochEnd']);
    replica.receive(wanted('/Pod/n/large'));
    watch.readAgain();
    expect(reads[0]?.[0].has('/Pod/n/large')).toBe(true);
    watch.leftOut(subject('large'), 'too-large', '3000001 bytes');
    expect(kinds()).toEqual(['facts', 'epochEnd']);
    watch.leftOut(subject('large'), 'too-large', '3000001 bytes');
    expect(kinds()).toEqual([]);
  });

  it('reads again what the centre wants, but nothing older than what the watch told meanwhile', async () => {
    list(fact('a'), fact('b'), fact('c'));
    sent();
    replica.receive(wanted());
    watch.readAgain();
    watch.readAgain();
    const [[asked, emit] = []] = reads;
    expect(reads).toHaveLength(1);
    expect([...(asked?.keys() ?? [])]).toHaveLength(3);
    watch.seen(fact('a', 'newer'));
    watch.ended(subject('b'));
    await emit?.(fact('a', 'older'));
    await emit?.(fact('b', 'gone'));
    await emit?.(fact('c'));
    expect(asked?.size).toBe(0);
    expect(kinds()).toEqual(['facts', 'epochEnd']);
    const known = replica.hello().stateRoot;
    watch.listing();
    await emit?.(fact('c', 'of an older list'));
    for (const one of [fact('a', 'newer'), fact('c')]) watch.seen(one);
    watch.listed();
    expect(replica.hello().stateRoot).toEqual(known);
  });
});
