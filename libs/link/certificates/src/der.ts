/** The few forms of DER that a signing request needs; parts are already encoded. */
export const sequence = (...parts: readonly Uint8Array[]): Buffer => tagged(0x30, ...parts);
export const set = (...parts: readonly Uint8Array[]): Buffer => tagged(0x31, ...parts);
/** A constructed context tag without content, for instance the empty attributes [0] of a request. */
export const emptyContext = (number: number): Buffer => tagged(0xa0 + number);
export const smallInteger = (value: number): Buffer => tagged(0x02, Uint8Array.of(value));
export const utf8String = (text: string): Buffer => tagged(0x0c, Buffer.from(text, 'utf8'));
/** Without unused bits. */
export const bitString = (bytes: Uint8Array): Buffer => tagged(0x03, Uint8Array.of(0), bytes);
/** The content octets of an object identifier, encoded by whoever wrote the constant. */
export const objectIdentifier = (...content: readonly number[]): Buffer =>
  tagged(0x06, Uint8Array.from(content));

function tagged(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Uint8Array.of(tag), length(content.length), content]);
}

function length(value: number): Uint8Array {
  if (value < 0x80) return Uint8Array.of(value);
  if (value < 0x100) return Uint8Array.of(0x81, value);
  return Uint8Array.of(0x82, value >> 8, value & 0xff);
}
