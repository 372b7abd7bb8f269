import type { JsonValue } from '@plimsoll/model';
import { refusal, refused } from '../client/answer-errors.js';
import { chunksOf, wholeBody, type KubeClient } from '../client/kube-client.js';
import { kubeErrors } from '../errors.js';
import { isObject, member, textOf } from '../kubeconfig/json-access.js';
import { apiVersionOf, collectionPath, type KubeResource } from './kube-resource.js';
import { Lines, type Line } from './lines.js';
import { refuseOtherThanJson } from './list-objects.js';
import { METADATA_LEVEL, withoutManagedFields } from './managed-fields.js';
import { rejectedTooLong, typedObject, versionOf, type ObjectEvent } from './object-event.js';

export interface WatchOptions {
  readonly client: KubeClient;
  readonly resource: KubeResource;
  readonly signal: AbortSignal;
  readonly maxObjectBytes: number;
  /** Without an event or bookmark for so long the connection is taken for dead. */
  readonly idleMs: number;
  /** How long the server is to keep the watch, seconds. */
  readonly forSeconds: number;
}

/** Where a watch stands. It moves with each event, so that what follows goes on from there. */
export interface Position {
  /** Undefined: nothing is known yet, the server is to send what is there first. */
  version: string | undefined;
  /** What is there was sent. */
  listed: boolean;
}

const MAX_REFUSAL = 64 * 1024;
/** An event is its object and a few bytes around it. */
const EVENT_BYTES = 1024;
const INITIAL_END = 'k8s.io/initial-events-end';

/**
 * One watch, until the server or the network ends it. With an empty position it asks for what is there first, as a
 * stream (watch-list); `listed` comes at the end of that.
 * @throws KUBE_GONE when changes were missed, and the other KUBE codes
 */
export async function* watchObjects(options: WatchOptions, position: Position): AsyncGenerator<ObjectEvent> {
  const { client, resource, signal, idleMs, maxObjectBytes } = options;
  const path = `${collectionPath(resource)}?${watchQuery(options, position)}`;
  const answer = await client.request(path, { signal });
  if (answer.status !== 200) throw refusal(answer, path, await wholeBody(answer, MAX_REFUSAL, idleMs));
  refuseOtherThanJson(answer.headers['content-type'], resource);
  if (position.listed) yield { type: 'alive' };
  const lines = new Lines(maxObjectBytes + EVENT_BYTES);
  for await (const chunk of chunksOf(answer.body, idleMs))
    for (const line of lines.take(chunk)) {
      const event = eventOf(line, options, position);
      if (event) yield event;
    }
  if (lines.pending > 0)
    throw kubeErrors.error(
      'KUBE_ANSWER_INVALID',
      `the watch of ${resource.plural} ended in the middle of an event`,
    );
}

function watchQuery({ forSeconds }: WatchOptions, { version }: Position): string {
  const initial = { sendInitialEvents: 'true', resourceVersionMatch: 'NotOlderThan' };
  return new URLSearchParams({
    watch: '1',
    allowWatchBookmarks: 'true',
    timeoutSeconds: String(Math.round(forSeconds)),
    ...(version === undefined ? initial : { resourceVersion: version }),
  }).toString();
}

function eventOf(line: Line, options: WatchOptions, position: Position): ObjectEvent | undefined {
  if ('tooLong' in line) {
    const rejected = rejectedTooLong(line.tooLong, line.bytes, options.maxObjectBytes);
    const gone = rejected.identity && isDeletion(line.tooLong);
    return gone
      ? { type: 'deleted', object: bareObject(rejected.identity, options.resource) }
      : { type: 'rejected', rejected };
  }
  const event = parsed(line.line, options.resource);
  const kind = textOf(event, 'type');
  const content = member(event, 'object') ?? null;
  if (kind === 'ERROR') throw errorEvent(content, options.resource);
  const moved = versionOf(content);
  if (moved !== undefined && position.listed) position.version = moved;
  if (kind === 'BOOKMARK') return bookmark(content, moved, position);
  const object = typedObject(content, options.resource);
  if (!object || kind === undefined)
    return {
      type: 'rejected',
      rejected: { reason: 'invalid', detail: 'an event without an object that has a name' },
    };
  return { type: kind === 'DELETED' ? 'deleted' : 'object', object };
}

/** Servers write the type of an event first. */
const isDeletion = (prefix: Buffer): boolean =>
  prefix.toString('latin1', 0, 32).startsWith('{"type":"DELETED"');

/** Of one that is gone it is enough to know which it was. */
const bareObject = (
  identity: { readonly namespace: string; readonly name: string },
  resource: KubeResource,
) => ({
  apiVersion: apiVersionOf(resource),
  kind: resource.kind,
  metadata: identity.namespace === '' ? { name: identity.name } : { ...identity },
});

function bookmark(content: JsonValue, version: string | undefined, position: Position): ObjectEvent {
  const initialEnd = textOf(member(member(content, 'metadata'), 'annotations'), INITIAL_END) === 'true';
  if (position.listed || !initialEnd || version === undefined) return { type: 'alive' };
  position.version = version;
  position.listed = true;
  return { type: 'listed' };
}

function errorEvent(status: JsonValue, { plural }: KubeResource) {
  const code = member(status, 'code');
  const message = (textOf(status, 'message') ?? '').slice(0, 300);
  return refused(typeof code === 'number' ? code : 500, `the watch of ${plural}`, message, 0);
}

function parsed(line: Buffer, { plural }: KubeResource): JsonValue {
  try {
    const event: JsonValue = JSON.parse(withoutManagedFields(line, METADATA_LEVEL.event));
    if (isObject(event)) return event;
  } catch {
    // What it was is not repeated; it may be anything.
  }
  throw kubeErrors.error('KUBE_ANSWER_INVALID', `the watch of ${plural} was answered with no JSON`);
}
