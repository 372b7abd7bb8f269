import { create } from '@bufbuild/protobuf';
import { ConnectRequestSchema } from '@plimsoll/link-contract';
import type { ReceivedFrame } from '@plimsoll/link-contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameInbox } from './frame-inbox.js';
import { inOrder } from './frame-order.js';

const heartbeat = (sequence: number): ReceivedFrame => ({
  bytes: 10,
  frame: create(ConnectRequestSchema, {
    sequence: BigInt(sequence),
    frame: { case: 'heartbeat', value: {} },
  }),
});

describe('the order of frames', () => {
  it('holds exactly as far as sequences follow one another', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 6 }), (sequences) => {
        const gap = sequences.findIndex((sequence, index) => sequence !== index + 1);
        const { frames, fault } = inOrder(sequences.map(heartbeat), 0n);
        expect(frames).toHaveLength(gap === -1 ? sequences.length : gap);
        expect(fault === undefined).toBe(gap === -1);
      }),
    );
  });

  it('ends with a goodbye, and nothing after it counts', () => {
    const goodbye = {
      bytes: 1,
      frame: create(ConnectRequestSchema, { sequence: 2n, frame: { case: 'goodbye', value: {} } }),
    };
    expect(inOrder([heartbeat(1), goodbye, heartbeat(9)], 0n)).toMatchObject({
      frames: [{ sequence: 1n }],
      goodbye: true,
      fault: undefined,
    });
  });
});

describe('the inbox', () => {
  const inbox = () => {
    const asked: string[] = [];
    const source = { pause: () => asked.push('pause'), resume: () => asked.push('resume') };
    return { asked, inbox: new FrameInbox(source, { bytes: 35, frames: 100 }) };
  };

  it('stops its source when full and lets it go on when emptied', async () => {
    const { asked, inbox: box } = inbox();
    for (let sequence = 1; sequence <= 4; sequence++) box.add(heartbeat(sequence));
    expect([asked.join(), box.full]).toEqual(['pause', true]);
    expect(await box.take()).toHaveLength(4);
    expect([asked.join(), box.full]).toEqual(['pause,resume', false]);
  });

  it('gives what was put back first, also after the end, and then nothing for ever', async () => {
    const { inbox: box } = inbox();
    for (const sequence of [1, 2]) box.add(heartbeat(sequence));
    const [, second] = await box.take();
    box.finish();
    box.add(heartbeat(3));
    box.putBack(second === undefined ? [] : [second]);
    expect(await box.take()).toEqual([second]);
    expect(await box.take()).toEqual([]);
  });
});
