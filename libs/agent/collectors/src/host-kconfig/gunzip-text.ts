import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { ReadOutcome } from '@plimsoll/probes';

const inflate = promisify(gunzip);

/** The two bytes that every gzip member begins with (RFC 1952). */
export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error);

/** Inflates outside the loop's thread and never beyond `maxBytes`; a bomb is `too-large`, a cut stream `invalid`. */
export async function gunzipped(
  bytes: Uint8Array,
  path: string,
  maxBytes: number,
): Promise<ReadOutcome<Uint8Array>> {
  try {
    return { outcome: 'read', value: await inflate(bytes, { maxOutputLength: maxBytes }) };
  } catch (error) {
    const code = codeOf(error);
    return code === 'ERR_BUFFER_TOO_LARGE'
      ? {
          outcome: 'unreadable',
          reason: 'too-large',
          detail: `${path} inflates to more than ${maxBytes} bytes`,
        }
      : { outcome: 'unreadable', reason: 'invalid', detail: `${path} is not whole gzip (${code})` };
  }
}
