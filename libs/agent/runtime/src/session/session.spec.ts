import { setImmediate as turn } from 'node:timers/promises';
import { EPOCH_BATCH, LINK_LIMITS, unpackEpochs, type ConnectResponse } from '@plimsoll/link-contract';
import { silentLogger } from '@plimsoll/runtime';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Frame } from '../replica/frames.js';
import { Replica } from '../replica/replica.js';
import type { UnitId } from '../source/fact-source.js';
import { Session, type SessionLink } from './session.js';

const GATHER_MS = 200;
const SYSCTL: UnitId = { source: 'host/sysctl', partition: 'node-1' };
const BOOT: UnitId = { source: 'host/boot', partition: 'node-1' };

let replica: Replica;
let sent: Frame[];
let end: () => void;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
  replica = new Replica({ bytes: 4_096, facts: 100 });
  sent = [];
});
afterEach(() => {
  end();
  vi.useRealTimers();
});

/** A session whose centre answers what is told to `say`. */
function start(capabilities: readonly string[]) {
  const heard: ConnectResponse[] = [];
  let wake = Promise.withResolvers<void>();
  let over = false;
  const hear = async (): Promise<IteratorResult<ConnectResponse>> => {
    while (!over && heard.length === 0) await wake.promise;
    const value = heard.shift();
    wake = Promise.withResolvers();
    return value && !over ? { done: false, value } : { done: true, value: undefined };
  };
  const link: SessionLink = {
    welcome: {
      $typeName: 'plimsoll.link.v1.Welcome',
      protocol: 1,
      capabilities: [...capabilities],
      streamNumber: 1n,
      credits: { $typeName: 'plimsoll.link.v1.Credits', ...LINK_LIMITS.credits },
      fullSyncAfterMs: 0,
      serverTimeMs: 0n,
      inSync: true,
      blank: false,
    },
    send: async (frame) => BigInt(sent.push(frame)),
    [Symbol.asyncIterator]: () => ({ next: hear }),
  };
  const schedule = { holdUntil: () => undefined, readAgain: () => undefined, refresh: async () => [] };
  const clock = { now: () => 0 };
  const session = new Session({
    link,
    replica,
    schedule,
    clock,
    logger: silentLogger,
    onRejected: () => undefined,
  });
  void session.run();
  end = () => ((over = true), wake.resolve());
  const say = (frame: ConnectResponse['frame']): void => {
    heard.push({ $typeName: 'plimsoll.link.v1.ConnectResponse', frame });
    wake.resolve();
  };
  return { session, say };
}

/** A complete pass over a unit with nothing in it. */
function pass(unit: UnitId, session: Session): void {
  replica.beginPass(unit);
  replica.endPass(unit, { complete: true });
  session.pump();
}
const fact = { digest: new Uint8Array(16), body: Buffer.from('{}') };
const kinds = () => sent.map((frame) => frame.case);
const settled = async (): Promise<void> => {
  for (let count = 0; count < 5; count += 1) await turn();
};

describe('a session', () => {
  it('tells of epochs that end within a moment by one frame', async () => {
    const { session } = start([EPOCH_BATCH]);
    pass(SYSCTL, session);
    await settled();
    vi.advanceTimersByTime(GATHER_MS - 1);
    replica.beginPass(BOOT);
    replica.endPass(BOOT, { complete: false, reason: 'not-mounted', detail: 'x'.repeat(10_000) });
    session.pump();
    await settled();
    expect(sent).toEqual([]);
    vi.advanceTimersByTime(1);
    await settled();
    const [frame, ...more] = sent;
    expect(more).toEqual([]);
    const epochs = frame?.case === 'epochs' ? unpackEpochs(frame.value) : [];
    expect(epochs.map(({ source, outcome }) => [source, outcome.case])).toEqual([
      ['host/sysctl', 'root'],
      ['host/boot', 'notCollected'],
    ]);
    const told = epochs[1]?.outcome;
    expect(told?.case === 'notCollected' && told.value.detail).toHaveLength(500);
  });

  it('tells a centre that cannot read them together one by one', async () => {
    const { session } = start([]);
    pass(SYSCTL, session);
    pass(BOOT, session);
    await settled();
    vi.advanceTimersByTime(GATHER_MS);
    await settled();
    expect(kinds()).toEqual(['epochEnd', 'epochEnd']);
  });

  it('sends a change at once, and the root of its unit after it', async () => {
    const { session } = start([EPOCH_BATCH]);
    pass(SYSCTL, session);
    replica.offer(SYSCTL, '/Node//node-1', fact, 'live');
    session.pump();
    await settled();
    expect(kinds()).toEqual(['facts']);
    vi.advanceTimersByTime(GATHER_MS);
    await settled();
    expect(kinds()).toEqual(['facts', 'epochEnd']);
  });

  it('does not keep a person who asked for a reading waiting', async () => {
    const { session, say } = start([EPOCH_BATCH]);
    pass(SYSCTL, session);
    const refresh = { $typeName: 'plimsoll.link.v1.Command.Refresh' } as const;
    const value = { id: 'a', command: { case: 'refresh', value: refresh } } as const;
    say({ case: 'command', value: { $typeName: 'plimsoll.link.v1.Command', ...value } });
    await settled();
    expect(new Set(kinds())).toEqual(new Set(['commandResult', 'epochEnd']));
  });

  it('tells on the next stream what the last one did not acknowledge', async () => {
    const first = start([EPOCH_BATCH]);
    pass(SYSCTL, first.session);
    pass(BOOT, first.session);
    await settled();
    vi.advanceTimersByTime(GATHER_MS);
    await settled();
    expect(kinds()).toEqual(['epochs']);
    end();
    await settled();
    start([EPOCH_BATCH]);
    await settled();
    vi.advanceTimersByTime(GATHER_MS);
    await settled();
    expect(kinds()).toEqual(['epochs', 'epochs']);
  });
});
