import { isPlimsollError } from '@plimsoll/errors';
import { LINK_LIMITS, type FactChange } from '@plimsoll/link-contract';
import { bodyDigest, factDigest, isSourceId, parseBody, sourceDefinition } from '@plimsoll/model';
import type { RejectionCode } from '../errors.js';
import { isStorable } from './stored-key.js';

/** A change that may be stored, or the reason why it may not. */
export type Validated =
  { readonly body: Uint8Array } | { readonly code: RejectionCode; readonly detail: string };

const MOST_PARTITION = 253;
const MOST_TRIM_VERSION = 32_767;
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Trusts nothing that the agent says: every digest is computed again from the bytes (DESIGN section 6, bodies). */
export function validateChange(change: FactChange): Validated {
  return refusedIdentity(change) ?? validateBody(change);
}

function refusedIdentity(change: FactChange): Validated | undefined {
  if (!isStorable(change.subjectKey))
    return refuse(
      'INGEST_FACT_SUBJECT',
      `${JSON.stringify(change.subjectKey.slice(0, 100))} is no subject key`,
    );
  if (change.trimVersion < 1 || change.trimVersion > MOST_TRIM_VERSION)
    return refuse('INGEST_FACT_TRIM_VERSION', `trim version ${change.trimVersion}`);
  if (!isSourceId(change.source)) return refuse('INGEST_FACT_SOURCE', `source ${change.source} is not known`);
  const { partitioned } = sourceDefinition(change.source);
  const allowed = partitioned === 'single' ? change.partition === '' : isNodeName(change.partition);
  return allowed
    ? undefined
    : refuse('INGEST_FACT_PARTITION', `${change.source} has no partition "${change.partition}"`);
}

const isNodeName = (partition: string): boolean => partition !== '' && partition.length <= MOST_PARTITION;

function validateBody(change: FactChange): Validated {
  const bytes = change.change.case === 'body' ? change.change.value : undefined;
  if (bytes === undefined || bytes.length > LINK_LIMITS.bodyBytes)
    return refuse(
      'INGEST_FACT_TOO_LARGE',
      `${bytes?.length ?? 'a body'} over ${LINK_LIMITS.bodyBytes} bytes`,
    );
  const digest = factDigest(change.subjectKey, change.trimVersion, bodyDigest(bytes));
  if (Buffer.compare(digest, change.digest) !== 0)
    return refuse('INGEST_FACT_DIGEST', `claimed ${hex(change.digest)}, computed ${hex(digest)}`);
  const body = decoded(bytes);
  if (body === undefined) return refuse('INGEST_FACT_ENCODING', 'the body is not valid UTF-8');
  return refusedShape(change.source, body) ?? { body: bytes };
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined; // a value: the caller names it
  }
}

function refusedShape(source: string, body: string): Validated | undefined {
  try {
    const { shape } = parseBody(body);
    const wanted = isSourceId(source) ? sourceDefinition(source).shape : shape;
    return shape === wanted ? undefined : refuse('INGEST_FACT_SHAPE', `${shape}, wanted ${wanted}`);
  } catch (error) {
    if (isPlimsollError(error)) return refuse('INGEST_FACT_BODY', `${error.code}: ${error.message}`);
    throw error;
  }
}

function refuse(code: RejectionCode, detail: string): Validated {
  return { code, detail: printable(detail) };
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Text of an agent, as the store can keep it: no NUL, bounded. */
export function printable(text: string): string {
  return text.replaceAll('\0', '\uFFFD').slice(0, 500);
}
