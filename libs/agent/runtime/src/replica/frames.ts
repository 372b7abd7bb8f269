import { packChanges, packEpochs } from '@plimsoll/link-contract';
import type {
  Bucket,
  ConnectRequest,
  EpochEnd,
  FactChange,
  SubjectDigest,
  SubjectList,
} from '@plimsoll/link-contract';
import { TRIM_VERSION } from '@plimsoll/model';
import type { QueuedChange } from '../outbox/outbox.js';
import type { UnitId } from '../source/fact-source.js';
import type { Reading } from './unit.js';

/** A frame of the agent without its sequence number. */
export type Frame = ConnectRequest['frame'];

const BUCKET_BYTES = 17;
/** What the centre keeps of a reason; a full batch of them fits a message. */
const DETAIL_CHARACTERS = 500;
const MOST_MS = 2 ** 32 - 1;

export function factsFrame(changes: readonly QueuedChange[]): Frame {
  return { case: 'facts', value: packChanges(changes.map(factChange)) };
}

function factChange({ unit, key, digest, body }: QueuedChange): FactChange {
  return {
    $typeName: 'plimsoll.link.v1.FactChange',
    source: unit.source,
    partition: unit.partition,
    subjectKey: key,
    digest,
    trimVersion: TRIM_VERSION,
    change: payload(body),
  };
}

// An oversized body is named without being sent; the centre rejects it by name (contract: limits).
function payload(body: QueuedChange['body']): FactChange['change'] {
  if (body === 'oversized') return { case: undefined };
  if (body === 'ended') return { case: 'ended', value: { $typeName: 'plimsoll.link.v1.FactChange.Ended' } };
  return { case: 'body', value: body };
}

export function completed(unit: UnitId, root: Uint8Array): EpochEnd {
  const value = { $typeName: 'plimsoll.link.v1.EpochEnd', ...unit } as const;
  return { ...value, outcome: { case: 'root', value: root } };
}

export function notCollected(unit: UnitId, reason: string, text: string): EpochEnd {
  const value = { $typeName: 'plimsoll.link.v1.EpochEnd', ...unit } as const;
  const detail = text.slice(0, DETAIL_CHARACTERS);
  const outcome = { $typeName: 'plimsoll.link.v1.EpochEnd.NotCollected', reason, detail } as const;
  return { ...value, outcome: { case: 'notCollected', value: outcome } };
}

/** One end of an epoch as it is, several as a batch. */
export function epochsFrame(epochs: readonly EpochEnd[]): Frame {
  const [first, ...more] = epochs;
  if (first !== undefined && more.length === 0) return { case: 'epochEnd', value: first };
  return { case: 'epochs', value: packEpochs(epochs) };
}

/** @param bytes as `Buckets.toBytes` writes them */
export function bucketsFrame(unit: UnitId, bytes: Uint8Array): Frame {
  const buckets: Bucket[] = [];
  for (let offset = 0; offset < bytes.length; offset += BUCKET_BYTES)
    buckets.push({
      $typeName: 'plimsoll.link.v1.Bucket',
      bucket: bytes[offset] ?? 0,
      value: bytes.slice(offset + 1, offset + BUCKET_BYTES),
    });
  return { case: 'buckets', value: { $typeName: 'plimsoll.link.v1.BucketList', ...unit, buckets } };
}

/** One part; `last` closes the answer. */
export function subjectsFrame(
  unit: UnitId,
  buckets: readonly number[],
  part: readonly { readonly key: string; readonly digest: Uint8Array }[],
  last: boolean,
): Frame {
  const subjects = part.map(({ key, digest }): SubjectDigest => ({
    $typeName: 'plimsoll.link.v1.SubjectDigest',
    subjectKey: key,
    digest,
  }));
  const value: SubjectList = {
    $typeName: 'plimsoll.link.v1.SubjectList',
    ...unit,
    buckets: [...buckets],
    subjects,
    last,
  };
  return { case: 'subjects', value };
}

export function heartbeatFrame(
  now: number,
  confirmed: readonly { readonly unit: UnitId; readonly root: Uint8Array }[],
  readings: readonly { readonly unit: UnitId; readonly reading: Reading }[],
): Frame {
  return {
    case: 'heartbeat',
    value: {
      $typeName: 'plimsoll.link.v1.Heartbeat',
      agentTimeMs: BigInt(now),
      confirmed: confirmed.map(({ unit, root }) => partitionRoot(unit, root)),
      reading: readings.map(({ unit, reading: { read, expected, elapsedMs } }) => ({
        $typeName: 'plimsoll.link.v1.Reading',
        ...unit,
        read,
        ...(expected === undefined ? {} : { expected }),
        elapsedMs: Math.min(Math.round(elapsedMs), MOST_MS),
      })),
    },
  };
}

export function commandResultFrame(commandId: string, ok: boolean, detail: string): Frame {
  const value = { $typeName: 'plimsoll.link.v1.CommandResult', commandId, ok, detail } as const;
  return { case: 'commandResult', value };
}

export function partitionRoot(unit: UnitId, root: Uint8Array) {
  return { $typeName: 'plimsoll.link.v1.PartitionRoot', ...unit, root } as const;
}
