import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import {
  canonicalBody,
  isSourceId,
  parseBody,
  sourceDefinition,
  type FactBody,
  type SourceId,
} from '@plimsoll/model';
import { isPlimsollError } from '@plimsoll/errors';
import { cliErrors } from '../errors.js';

/** What a host said of itself: the facts that an agent would have sent of it, redacted as those are. */
export interface Capture {
  /** The name of the node, as the facts were collected under it. */
  readonly node: string;
  /** RFC 3339, in UTC. */
  readonly capturedAt: string;
  readonly facts: ReadonlyMap<SourceId, FactBody>;
}

const FORMAT = 'plimsoll-capture';
const VERSION = 1;
/** RFC 8878 section 3.1.1: the first four bytes of a Zstandard frame. */
const MAGIC = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
/** A kernel configuration, a few hundred flags and some thousand files are a megabyte; this leaves room, and no more. */
export const MAX_CAPTURE_BYTES = 64 * 2 ** 20;

const invalid = (message: string, cause?: unknown): Error =>
  cliErrors.error('CAPTURE_INVALID', message, { cause });

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isCapture = (bytes: Uint8Array): boolean => MAGIC.equals(bytes.subarray(0, MAGIC.length));

/** One Zstandard frame with JSON, the same bytes for the same capture. */
export function encodeCapture({ node, capturedAt, facts }: Capture): Buffer {
  const bodies = [...facts].sort(([a], [b]) => (a < b ? -1 : 1));
  const lines = bodies.map(([source, body]) => `${JSON.stringify(source)}:${canonicalBody(body)}`);
  const head = `"format":"${FORMAT}","version":${VERSION},"node":${JSON.stringify(node)},"capturedAt":${JSON.stringify(capturedAt)}`;
  const text = `{${head},"facts":{\n${lines.join(',\n')}\n}}\n`;
  return zstdCompressSync(text, { params: { [constants.ZSTD_c_compressionLevel]: 12 } });
}

function textOf(bytes: Uint8Array): string {
  try {
    const text = zstdDecompressSync(bytes, { maxOutputLength: MAX_CAPTURE_BYTES });
    return new TextDecoder('utf-8', { fatal: true }).decode(text);
  } catch (cause) {
    const tooLarge = cause instanceof RangeError && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE';
    throw tooLarge
      ? invalid(`the capture is larger than ${MAX_CAPTURE_BYTES} bytes once unpacked`, cause)
      : invalid('the capture is cut short or damaged', cause);
  }
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch (cause) {
    throw invalid('the capture holds no JSON', cause);
  }
  throw invalid('the capture holds no object');
}

function bodyOf(source: SourceId, value: unknown): FactBody {
  try {
    const body = parseBody(JSON.stringify(value));
    if (body.shape === sourceDefinition(source).shape) return body;
  } catch (cause) {
    if (isPlimsollError(cause)) throw invalid(`facts.${source}: ${cause.message}`, cause);
    throw cause;
  }
  throw invalid(`facts.${source} is not of the shape ${sourceDefinition(source).shape}`);
}

/** What was read, and the names of sources that this version does not know. */
export interface DecodedCapture {
  readonly capture: Capture;
  readonly unknownSources: readonly string[];
}

/**
 * Reads what {@link encodeCapture} wrote. Sources that this version does not know are named and left out: what needs
 * them is unknown.
 * @throws CAPTURE_INVALID damaged, no capture, too large or with a body of a wrong shape
 * @throws CAPTURE_TOO_NEW the format of a later version
 */
export function decodeCapture(bytes: Uint8Array): DecodedCapture {
  const { format, version, node, capturedAt, facts } = parsed(textOf(bytes));
  if (format !== FORMAT) throw invalid('the file is no capture of a host');
  if (version !== VERSION)
    throw cliErrors.error(
      'CAPTURE_TOO_NEW',
      `the capture has format version ${JSON.stringify(version)}, this program reads ${VERSION}`,
    );
  if (typeof node !== 'string' || node === '' || typeof capturedAt !== 'string' || !isObject(facts))
    throw invalid('the capture lacks its node, its time or its facts');
  const entries = Object.entries(facts);
  const known = entries.flatMap(([source, value]) =>
    isSourceId(source) ? [[source, bodyOf(source, value)] as const] : [],
  );
  return {
    capture: { node, capturedAt, facts: new Map(known) },
    unknownSources: entries.map(([source]) => source).filter((source) => !isSourceId(source)),
  };
}
