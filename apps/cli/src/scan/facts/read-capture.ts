import { gunzipSync } from 'node:zlib';
import { isCapture } from '../../capture/capture-file.js';
import { cliErrors } from '../../errors.js';
import { SNIFFERS, type Seen } from './sniffers.js';

/** Kernel configurations and the output of sysctl are a fraction of it. */
export const MAX_TEXT_BYTES = 4 * 2 ** 20;

/** What a file was recognised as, with the text in which its lines are found; '' where it has none. */
export interface ReadCapture extends Seen {
  readonly text: string;
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error);

const tooLarge = (verb: string, cause?: unknown): Error =>
  cliErrors.error('FACTS_TOO_LARGE', `${verb} ${MAX_TEXT_BYTES} bytes`, { cause });

function unpacked(bytes: Uint8Array): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_TEXT_BYTES });
  } catch (cause) {
    if (codeOf(cause) === 'ERR_BUFFER_TOO_LARGE') throw tooLarge('inflates to more than', cause);
    throw cliErrors.error('FACTS_BROKEN', `is gzip that is cut or damaged (${codeOf(cause)})`, { cause });
  }
}

/** Undefined for bytes that are no text. */
function textOf(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * What a capture holds.
 * @throws FACTS_UNRECOGNISED, FACTS_BROKEN, FACTS_TOO_LARGE, CAPTURE_INVALID, CAPTURE_TOO_NEW
 */
export function readCapture(path: string, packed: Uint8Array): ReadCapture {
  const bytes = unpacked(packed);
  if (bytes.length > MAX_TEXT_BYTES && !isCapture(bytes)) throw tooLarge('is longer than');
  const text = isCapture(bytes) ? undefined : textOf(bytes);
  for (const { recognise } of SNIFFERS) {
    const seen = recognise({ path, bytes, text });
    if (seen !== undefined) return { ...seen, text: text ?? '' };
  }
  throw cliErrors.error(
    'FACTS_UNRECOGNISED',
    'is no kernel configuration, command line, output of sysctl -a or capture of a host',
  );
}
