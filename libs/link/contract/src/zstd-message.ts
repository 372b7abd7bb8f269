import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { BinaryReader } from '@bufbuild/protobuf/wire';
import { isPlimsollError } from '@plimsoll/errors';
import { plain } from './bytes.js';
import { linkContractErrors } from './errors.js';
import { LINK_LIMITS } from './limits.js';

/** A message as one zstd frame, and what it inflates to. */
export interface Packed {
  readonly zstd: Uint8Array;
  readonly uncompressedBytes: number;
}

/** How many entries the one list of the message may have, and what they are called. */
export interface MostEntries {
  readonly most: number;
  readonly unit: 'changes' | 'epochs';
}

// Level 1: ratio 11 for 1.7 us a fact; higher levels cost more than the network saves.
const COMPRESSION = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };
// A frame header may ask for a window of 128 MiB before a byte of content; 8 MiB is twice what a batch may hold.
const WINDOW_LOG = 23;

/** @throws LINK_BATCH_TOO_LARGE above 4 MiB uncompressed or too many entries: the caller splits */
export function packMessage(bytes: Uint8Array, entries: number, { most, unit }: MostEntries): Packed {
  if (bytes.length > LINK_LIMITS.messageBytes)
    throw tooLarge(bytes.length, LINK_LIMITS.messageBytes, 'bytes');
  if (entries > most) throw tooLarge(entries, most, unit);
  return { zstd: zstdCompressSync(bytes, COMPRESSION), uncompressedBytes: bytes.length };
}

/**
 * What `read` makes of the message. Never inflates more than was declared, nor more than `limit` bytes.
 * @throws LINK_BATCH_TOO_LARGE when declared or contained too much, LINK_BATCH_MALFORMED when it is not what it says
 */
export function unpackMessage<Message>(
  { zstd, uncompressedBytes: declared }: Packed,
  read: (bytes: Uint8Array) => Message,
  entries: MostEntries,
  limit: number = LINK_LIMITS.messageBytes,
): Message {
  if (declared > limit) throw tooLarge(declared, limit, 'bytes');
  const bytes = inflate(zstd, declared);
  try {
    requireFew(bytes, entries);
    return read(bytes);
  } catch (cause) {
    if (isPlimsollError(cause)) throw cause;
    throw linkContractErrors.error(
      'LINK_BATCH_MALFORMED',
      `the batch holds no readable message of ${entries.unit}`,
      { cause },
    );
  }
}

function inflate(zstd: Uint8Array, declared: number): Uint8Array {
  const bytes = inflateAtMost(zstd, declared);
  if (bytes.length === declared) return bytes;
  throw linkContractErrors.error(
    'LINK_BATCH_MALFORMED',
    `the batch declares ${declared} bytes and holds ${bytes.length}`,
  );
}

function inflateAtMost(zstd: Uint8Array, declared: number): Uint8Array {
  try {
    const bytes = zstdDecompressSync(zstd, {
      maxOutputLength: Math.max(1, declared),
      params: { [constants.ZSTD_d_windowLogMax]: WINDOW_LOG },
    });
    return plain(bytes);
  } catch (cause) {
    if (cause instanceof RangeError)
      throw linkContractErrors.error(
        'LINK_BATCH_TOO_LARGE',
        `the batch inflates to more than the ${declared} bytes it declares`,
        { cause },
      );
    throw linkContractErrors.error('LINK_BATCH_MALFORMED', 'the batch is not a zstd frame', { cause });
  }
}

// Two bytes make an empty entry, an object of a hundred: counted before anything is built.
function requireFew(bytes: Uint8Array, { most, unit }: MostEntries): void {
  const reader = new BinaryReader(bytes);
  for (let count = 0; reader.pos < reader.len; count++) {
    if (count >= most) throw tooLarge(count + 1, most, unit);
    const [, wireType] = reader.tag();
    reader.skip(wireType);
  }
}

function tooLarge(size: number, limit: number, unit: 'bytes' | MostEntries['unit']) {
  return linkContractErrors.error(
    'LINK_BATCH_TOO_LARGE',
    `a batch of ${size} ${unit}, the limit is ${limit}`,
    { details: { size, limit, unit } },
  );
}
