import { create, fromBinary } from '@bufbuild/protobuf';
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { plain } from './bytes.js';
import { ConnectRequestSchema } from './generated/plimsoll/link/v1/link_pb.js';
import type { ConnectRequest } from './generated/plimsoll/link/v1/link_pb.js';
import { LINK_LIMITS } from './limits.js';

/** An agent's frame as it came in: readable, or the reason why not, for the goodbye. Bytes on the wire. */
export type ReceivedFrame =
  | { readonly bytes: number; readonly frame: ConnectRequest }
  | { readonly bytes: number; readonly unreadable: string };

/** Reads a frame within the limits; never throws, so that the reason can be named to the peer. */
export function receiveFrame(bytes: Uint8Array): ReceivedFrame {
  const size = bytes.length;
  if (size > LINK_LIMITS.messageBytes)
    return {
      bytes: size,
      unreadable: `a message of ${size} bytes, the limit is ${LINK_LIMITS.messageBytes}`,
    };
  try {
    const entries = largestList(bytes);
    if (entries > LINK_LIMITS.listEntries)
      return {
        bytes: size,
        unreadable: `a list of ${entries} entries, the limit is ${LINK_LIMITS.listEntries}`,
      };
    return {
      bytes: size,
      frame: size === 0 ? create(ConnectRequestSchema) : fromBinary(ConnectRequestSchema, plain(bytes)),
    };
  } catch (error) {
    return {
      bytes: size,
      unreadable:
        error instanceof Error ? `not a readable message: ${error.message}` : 'not a readable message',
    };
  }
}

// Hello, BucketList, SubjectList, Heartbeat: the fields of ConnectRequest that hold lists.
const LIST_FIELDS: ReadonlySet<number> = new Set([2, 5, 6, 7]);

// A list's entries are counted on the wire, before an object is made of any.
function largestList(bytes: Uint8Array): number {
  const reader = new BinaryReader(bytes);
  let largest = 0;
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (LIST_FIELDS.has(field) && wireType === WireType.LengthDelimited)
      largest = Math.max(largest, countFields(reader.bytes()));
    else reader.skip(wireType);
  }
  return largest;
}

function countFields(bytes: Uint8Array): number {
  const reader = new BinaryReader(bytes);
  let count = 0;
  for (; reader.pos < reader.len; count++) {
    const [, wireType] = reader.tag();
    reader.skip(wireType);
  }
  return count;
}
