import { kubeFact } from '@plimsoll/collectors';
import { ORDINARY, generateObjects, type Habits } from '@plimsoll/fleet';
import { packChanges, type ConnectRequest, type FactChange } from '@plimsoll/link-contract';
import {
  Buckets,
  TRIM_VERSION,
  bodyDigest,
  bucketOf,
  canonicalBody,
  factDigest,
  subjectKey,
  type Fact,
  type JsonObject,
  type JsonValue,
  type SourceId,
} from '@plimsoll/model';

export type Frame = ConnectRequest['frame'];

/** A fact as an agent has it ready to be sent. */
export interface PreparedFact {
  readonly source: SourceId;
  readonly key: string;
  readonly digest: Uint8Array;
  readonly body: Buffer;
}

/** As agents batch them. */
const BATCH = 50;

/**
 * The facts of a generated Kubernetes cluster, trimmed, redacted, canonical. Another version is the same cluster with
 * every object changed in a label: no verdict differs.
 */
export function* preparedFacts(
  seed: number,
  count: number,
  version = 0,
  habits: Habits = ORDINARY,
): Generator<PreparedFact> {
  for (const object of generateObjects({ seed, objects: count, habits })) {
    const fact = kubeFact(version === 0 ? object : changed(object, version));
    if (fact !== undefined) yield prepared(fact);
  }
}

export function prepared({ source, subject, body: value }: Fact): PreparedFact {
  const key = subjectKey(subject);
  const body = Buffer.from(canonicalBody(value));
  return { source, key, body, digest: factDigest(key, TRIM_VERSION, bodyDigest(body)) };
}

// A label survives trimming, and no control looks at this one.
function changed(object: JsonObject, version: number): JsonObject {
  const metadata = objectIn(object['metadata']);
  const labels = { ...objectIn(metadata['labels']), 'bench/version': String(version) };
  return { ...object, metadata: { ...metadata, labels } };
}

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const objectIn = (value: JsonValue | undefined): JsonObject => (isObject(value) ? value : {});

/** Batches, packed. */
export function factFrames(facts: readonly PreparedFact[]): readonly Frame[] {
  const frames: Frame[] = [];
  for (let at = 0; at < facts.length; at += BATCH)
    frames.push({ case: 'facts', value: packChanges(facts.slice(at, at + BATCH).map(factChange)) });
  return frames;
}

function factChange({ source, key, digest, body }: PreparedFact): FactChange {
  return {
    $typeName: 'plimsoll.link.v1.FactChange',
    source,
    partition: '',
    subjectKey: key,
    digest,
    trimVersion: TRIM_VERSION,
    change: { case: 'body', value: body },
  };
}

/** The end of an epoch of each of the sources, empty ones too, with its root. */
export function epochFrames(facts: readonly PreparedFact[], sources: readonly SourceId[]): readonly Frame[] {
  const buckets = new Map(sources.map((source) => [source, new Buckets()]));
  for (const { source, key, digest } of facts) buckets.get(source)?.add(bucketOf(key), digest);
  return [...buckets].map(([source, unit]) => ({
    case: 'epochEnd',
    value: {
      $typeName: 'plimsoll.link.v1.EpochEnd',
      source,
      partition: '',
      outcome: { case: 'root', value: unit.root() },
    },
  }));
}
