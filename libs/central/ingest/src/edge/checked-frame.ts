import { unpackChanges, unpackEpochs } from '@plimsoll/link-contract';
import type { BucketList, ConnectRequest, EpochEnd, FactChange, SubjectList } from '@plimsoll/link-contract';
import { ingestErrors } from '../errors.js';
import { CheckedChange } from './checked-change.js';

/** A frame whose form was checked; batches are unpacked. */
export type CheckedFrame =
  | { readonly case: 'facts'; readonly changes: readonly CheckedChange[] }
  | { readonly case: 'epochs'; readonly epochs: readonly EpochEnd[] }
  | Exclude<ConnectRequest['frame'], { case: 'facts' | 'epochs' | 'hello' | undefined }>;

const DIGEST_BYTES = 16;
const MOST_NAME = 253;

/**
 * The frames in their order, each with the sequence number after the one before.
 * @throws INGEST_PROTOCOL when both sides could not count the same thing, so that the stream must end
 */
export function checkFrames(
  frames: readonly ConnectRequest[],
  lastSequence: bigint,
  check: (frame: ConnectRequest) => CheckedFrame = ({ frame }) => checkFrame(frame),
): readonly CheckedFrame[] {
  return frames.map((frame, index) => {
    const expected = lastSequence + BigInt(index) + 1n;
    if (frame.sequence !== expected)
      throw protocol(`frame ${frame.sequence} came where ${expected} was expected`);
    return check(frame);
  });
}

/** @throws INGEST_PROTOCOL, LINK_BATCH_TOO_LARGE, LINK_BATCH_MALFORMED */
export function checkFrame(frame: ConnectRequest['frame']): CheckedFrame {
  switch (frame.case) {
    case 'facts':
      return { case: 'facts', changes: unpackChanges(frame.value).map(checkChange) };
    case 'epochs':
      return { case: 'epochs', epochs: checkEpochs(unpackEpochs(frame.value)) };
    case 'hello':
      throw protocol('a second hello on one stream');
    case undefined:
      throw protocol('a frame of a kind that this version does not know');
    case 'epochEnd':
      checkUnit(frame.value);
      return frame;
    case 'buckets':
      checkBuckets(frame.value);
      return frame;
    case 'subjects':
      checkSubjects(frame.value);
      return frame;
    case 'heartbeat':
      frame.value.confirmed.forEach(checkUnit);
      frame.value.reading.forEach(checkUnit);
      return frame;
    case 'commandResult':
    case 'goodbye':
      return frame;
  }
}

function checkChange(change: FactChange): CheckedChange {
  checkUnit(change);
  if (change.change.case !== 'ended') checkDigest(change.digest);
  return new CheckedChange(change);
}

function checkEpochs(epochs: readonly EpochEnd[]): readonly EpochEnd[] {
  epochs.forEach(checkUnit);
  return epochs;
}

function checkUnit(unit: { readonly source: string; readonly partition: string }): void {
  for (const name of [unit.source, unit.partition])
    if (name.length > MOST_NAME || name.includes('\0') || name.includes('\n'))
      throw protocol('a source or partition is longer than 253 characters or holds NUL or a line feed');
}

function checkBuckets(list: BucketList): void {
  checkUnit(list);
  for (const { bucket, value } of list.buckets) {
    if (bucket > 255) throw protocol(`bucket ${bucket} does not exist`);
    checkDigest(value);
  }
}

function checkSubjects(list: SubjectList): void {
  checkUnit(list);
  for (const subject of list.subjects) checkDigest(subject.digest);
}

function checkDigest(digest: Uint8Array): void {
  if (digest.length !== DIGEST_BYTES) throw protocol(`a digest of ${digest.length} bytes, 16 are wanted`);
}

function protocol(what: string) {
  return ingestErrors.error('INGEST_PROTOCOL', what);
}
