import { LINK_LIMITS, type ReceivedFrame } from '@plimsoll/link-contract';
import { describe, expect, it } from 'vitest';
import { FrameInbox } from './frame-inbox.js';

const facts = (sequence: number, uncompressedBytes = 100): ReceivedFrame => ({
  bytes: 10,
  frame: {
    $typeName: 'plimsoll.link.v1.ConnectRequest',
    sequence: BigInt(sequence),
    frame: {
      case: 'facts',
      value: { $typeName: 'plimsoll.link.v1.FactBatch', zstd: new Uint8Array(), uncompressedBytes },
    },
  },
});
const result = (sequence: number): ReceivedFrame => ({
  bytes: 10,
  frame: {
    $typeName: 'plimsoll.link.v1.ConnectRequest',
    sequence: BigInt(sequence),
    frame: {
      case: 'commandResult',
      value: { $typeName: 'plimsoll.link.v1.CommandResult', commandId: 'c', ok: true, detail: '' },
    },
  },
});

function inbox(limits = { bytes: 10_000, frames: 256 }) {
  const source = {
    paused: false,
    pause: () => (source.paused = true),
    resume: () => (source.paused = false),
  };
  return { source, inbox: new FrameInbox(source, limits) };
}

describe('the inbox of a stream', () => {
  it('hands facts over in halves of a window, in order, and all else together', async () => {
    const { inbox: frames } = inbox();
    const sent = Array.from({ length: 50 }, (_, index) => (index < 10 ? result(index) : facts(index)));
    for (const frame of sent) frames.add(frame);
    const taken = [await frames.take(), await frames.take()];
    expect(taken.map((part) => part.length)).toEqual([30, 20]);
    expect(taken.flat()).toEqual(sent);
  });

  it('bounds what its taker has to unpack at a time', async () => {
    const { inbox: frames } = inbox();
    for (let index = 0; index < 6; index += 1) frames.add(facts(index, LINK_LIMITS.messageBytes));
    expect(await frames.take()).toHaveLength(1);
    expect(await frames.take()).toHaveLength(1);
  });

  it('makes its source wait until there is room again', async () => {
    const { inbox: frames, source } = inbox({ bytes: 10_000, frames: 25 });
    for (let index = 0; index < 45; index += 1) frames.add(facts(index));
    expect(source.paused).toBe(true);
    await frames.take();
    expect(source.paused).toBe(true);
    await frames.take();
    expect(source.paused).toBe(false);
  });
});
