import type { Readable } from 'node:stream';
import type { FileBytes } from './read-manifest-file.js';
import { MAX_FILE_BYTES, tooLarge } from './read-manifest-file.js';

/** Reads a stream to its end, at most 64 MiB of it. */
export async function readStandardInput(stream: Readable): Promise<FileBytes> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    size += bytes.length;
    if (size > MAX_FILE_BYTES) return { problem: tooLarge('-') };
    chunks.push(bytes);
  }
  return { bytes: Buffer.concat(chunks) };
}
