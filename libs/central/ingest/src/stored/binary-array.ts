/** The types of an array's elements, by their oid in every Postgres. */
export const ELEMENTS = { bytea: 17, text: 25 } as const;

const HEADER = 20;
const LENGTH = 4;

/**
 * A one-dimensional array as Postgres receives it in binary, for a parameter with a cast such as `$1::text[]`. A Buffer
 * goes over the wire as it is: nothing of it is quoted here, and nothing is read character by character there.
 */
export function binaryArray(element: number, values: readonly (Uint8Array | null)[]): Buffer {
  const size = values.reduce((sum, value) => sum + LENGTH + (value?.length ?? 0), HEADER);
  const bytes = Buffer.allocUnsafe(size);
  bytes.writeInt32BE(values.length === 0 ? 0 : 1, 0); // dimensions
  bytes.writeInt32BE(values.includes(null) ? 1 : 0, 4);
  bytes.writeInt32BE(element, 8);
  bytes.writeInt32BE(values.length, 12);
  bytes.writeInt32BE(1, 16); // the first index
  let at = HEADER;
  for (const value of values) {
    at = bytes.writeInt32BE(value?.length ?? -1, at);
    if (value === null) continue;
    bytes.set(value, at);
    at += value.length;
  }
  return values.length === 0 ? bytes.subarray(0, 12) : bytes;
}

export const textArray = (values: readonly (string | null)[]): Buffer =>
  binaryArray(
    ELEMENTS.text,
    values.map((value) => (value === null ? null : Buffer.from(value))),
  );
