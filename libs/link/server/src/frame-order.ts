import type { ConnectRequest, Hello, ReceivedFrame } from '@plimsoll/link-contract';

/** The frames that are in order, and what is wrong with the one after them, if anything. */
export interface OrderedFrames {
  readonly frames: readonly ConnectRequest[];
  /** The agent has said goodbye: nothing follows. */
  readonly goodbye: boolean;
  readonly fault: string | undefined;
}

/** Checks that sequence numbers go on from `last` without a gap, and that no second hello comes. */
export function inOrder(received: readonly ReceivedFrame[], last: bigint): OrderedFrames {
  const frames: ConnectRequest[] = [];
  for (const one of received) {
    if ('unreadable' in one) return { frames, goodbye: false, fault: one.unreadable };
    const fault = faultOf(one.frame, last + BigInt(frames.length) + 1n);
    if (fault !== undefined) return { frames, goodbye: false, fault };
    if (one.frame.frame.case === 'goodbye') return { frames, goodbye: true, fault: undefined };
    frames.push(one.frame);
  }
  return { frames, goodbye: false, fault: undefined };
}

/** The hello of a stream's first frame, or what is wrong with it. */
export function firstHello(received: ReceivedFrame): Hello | string {
  if ('unreadable' in received) return received.unreadable;
  const { sequence, frame } = received.frame;
  if (frame.case !== 'hello') return `the first frame is ${frame.case ?? 'unknown'}, not hello`;
  return sequence === 1n ? frame.value : `sequence ${sequence} at the start, expected 1`;
}

function faultOf(frame: ConnectRequest, expected: bigint): string | undefined {
  if (frame.sequence !== expected) return `sequence ${frame.sequence}, expected ${expected}`;
  if (frame.frame.case === 'hello') return 'a second hello';
  return frame.frame.case === undefined
    ? 'a frame of a kind that this protocol version does not have'
    : undefined;
}
