/** The same memory, not a Buffer: `bytes` fields read from it are then plain Uint8Arrays, as their type says. */
export const plain = (bytes: Uint8Array): Uint8Array =>
  new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
