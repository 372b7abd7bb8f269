import { create, toBinary } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { receiveFrame } from './frame-bytes.js';
import { ConnectRequestSchema } from './generated/plimsoll/link/v1/link_pb.js';
import { LINK_LIMITS } from './limits.js';
import { LINK_METHODS } from './service-definition.js';

const subjects = (count: number) =>
  create(ConnectRequestSchema, {
    sequence: 1n,
    frame: { case: 'subjects', value: { source: 's', subjects: Array.from({ length: count }, () => ({})) } },
  });

describe('a received frame', () => {
  it('is what the sender serialized', () => {
    const frame = subjects(3);
    const bytes = LINK_METHODS.connect.requestSerialize(frame);
    expect(receiveFrame(bytes)).toEqual({ bytes: bytes.length, frame });
  });

  it('is named unreadable when too large, too long a list, or not UTF-8', () => {
    expect(receiveFrame(new Uint8Array(LINK_LIMITS.messageBytes + 1))).toMatchObject({
      unreadable: expect.stringContaining('the limit is'),
    });
    expect(receiveFrame(toBinary(ConnectRequestSchema, subjects(LINK_LIMITS.listEntries + 1)))).toMatchObject(
      {
        unreadable: expect.stringContaining('a list of'),
      },
    );
    expect(receiveFrame(Buffer.from([0x12, 0x04, 0x22, 0x02, 0xc3, 0x28]))).toMatchObject({
      unreadable: expect.stringContaining('not a readable'),
    });
  });

  it('never throws on junk', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (junk) => {
        expect(receiveFrame(junk).bytes).toBe(junk.length);
      }),
    );
  });
});
