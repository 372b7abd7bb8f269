import { setImmediate } from 'node:timers/promises';
import type { ConnectRequest } from '@plimsoll/link-contract';
import { describe, expect, it } from 'vitest';
import { facts, podChange, type Frame } from '../testing/stream-harness.js';
import { PreparedFrames } from './prepared-frames.js';

const request = (frame: Frame): ConnectRequest => ({
  $typeName: 'plimsoll.link.v1.ConnectRequest',
  sequence: 2n,
  frame,
});
const frame = (name: string): ConnectRequest => request(facts(podChange(name, 'u')));
const broken = request({
  case: 'facts',
  value: { $typeName: 'plimsoll.link.v1.FactBatch', zstd: new Uint8Array(3), uncompressedBytes: 100 },
});

function keysOf(prepared: PreparedFrames, wanted: ConnectRequest): readonly string[] {
  const checked = prepared.take(wanted);
  return checked.case === 'facts' ? checked.changes.map(({ key }) => key) : [];
}

describe('frames prepared ahead', () => {
  it('are the same as frames checked in their turn', async () => {
    const [ahead, waiting, never] = [frame('a'), frame('b'), frame('c')];
    const prepared = new PreparedFrames();
    prepared.add(ahead);
    prepared.add(waiting);
    await setImmediate();
    for (const one of [ahead, waiting, never])
      expect(keysOf(prepared, one)).toEqual(keysOf(new PreparedFrames(), one));
  });

  it('throw in their turn, not before', async () => {
    const prepared = new PreparedFrames();
    prepared.add(broken);
    await setImmediate();
    expect(() => prepared.take(broken)).toThrow('not a zstd frame');
  });

  it('are bounded by what they declare', async () => {
    const prepared = new PreparedFrames();
    const large = request({
      case: 'facts',
      value: { $typeName: 'plimsoll.link.v1.FactBatch', zstd: new Uint8Array(3), uncompressedBytes: 2 ** 30 },
    });
    prepared.add(large);
    prepared.add(frame('a'));
    await setImmediate();
    expect(() => prepared.take(large)).toThrow('the limit');
  });
});
