import type { JsonValue } from '@plimsoll/model';
import { refusal } from '../client/answer-errors.js';
import { chunksOf, wholeBody, type KubeClient } from '../client/kube-client.js';
import { kubeErrors } from '../errors.js';
import { member, textOf } from '../kubeconfig/json-access.js';
import { collectionPath, type KubeResource } from './kube-resource.js';
import { ListItems, type ListItem } from './list-items.js';
import { METADATA_LEVEL, withoutManagedFields } from './managed-fields.js';
import { rejectedTooLong, typedObject, versionOf, type ObjectEvent } from './object-event.js';

export interface ListOptions {
  readonly client: KubeClient;
  readonly resource: KubeResource;
  readonly signal: AbortSignal;
  /** Objects a page; 0: all in one, which no compaction can break. */
  readonly limit: number;
  readonly maxObjectBytes: number;
  readonly idleMs: number;
}

const MAX_REFUSAL = 64 * 1024;

/**
 * Every object of a kind, a page after the other and never a page in memory.
 * @returns the resourceVersion from which a watch goes on
 * @throws KUBE_GONE when the list is to be started again, and the other KUBE codes
 */
export async function* listObjects(options: ListOptions): AsyncGenerator<ObjectEvent, string> {
  let next: string | undefined;
  let listed = 0;
  for (;;) {
    const page = yield* readPage(options, next);
    listed += page.items;
    yield { type: 'progress', listed, remaining: page.remaining };
    if (page.next === undefined) return page.version;
    next = page.next;
  }
}

async function* readPage(options: ListOptions, from: string | undefined) {
  const { client, resource, signal, limit, maxObjectBytes, idleMs } = options;
  const query = new URLSearchParams({
    ...(limit > 0 ? { limit: String(limit) } : {}),
    ...(from === undefined ? {} : { continue: from }),
  });
  const path = `${collectionPath(resource)}?${query.toString()}`;
  const answer = await client.request(path, { signal });
  if (answer.status !== 200) throw refusal(answer, path, await wholeBody(answer, MAX_REFUSAL, idleMs));
  refuseOtherThanJson(answer.headers['content-type'], resource);
  const pieces = new ListItems(maxObjectBytes);
  let items = 0;
  for await (const chunk of chunksOf(answer.body, idleMs))
    for (const piece of pieces.take(chunk)) {
      items += 1;
      yield itemEvent(piece, options);
    }
  return { items, ...envelopeOf(pieces, resource) };
}

/** What no API server sends; a 200 of a proxy's login page is no empty list. */
export function refuseOtherThanJson(type: string | undefined, { plural }: KubeResource): void {
  if (type?.includes('json')) return;
  throw kubeErrors.error('KUBE_ANSWER_INVALID', `${plural} were answered with ${type ?? 'no content type'}`);
}

function itemEvent(piece: ListItem, { resource, maxObjectBytes }: ListOptions): ObjectEvent {
  if ('tooLong' in piece)
    return { type: 'rejected', rejected: rejectedTooLong(piece.tooLong, piece.bytes, maxObjectBytes) };
  const text = withoutManagedFields(piece.item, METADATA_LEVEL.item);
  const object = typedObject(parsed(text, resource), resource);
  return object
    ? { type: 'object', object }
    : { type: 'rejected', rejected: { reason: 'invalid', detail: 'an object without a name' } };
}

function envelopeOf(pieces: ListItems, resource: KubeResource) {
  if (!pieces.complete)
    throw kubeErrors.error('KUBE_ANSWER_INVALID', `the list of ${resource.plural} ends in the middle`);
  const list = parsed(pieces.envelope(), resource);
  const version = versionOf(list);
  if (version === undefined)
    throw kubeErrors.error('KUBE_ANSWER_INVALID', `the list of ${resource.plural} has no resourceVersion`);
  // A list of nothing has them too, if only as null: without them it is some other object, and no proof of absence.
  if (member(list, 'items') === undefined)
    throw kubeErrors.error('KUBE_ANSWER_INVALID', `the list of ${resource.plural} has no items`);
  const metadata = member(list, 'metadata');
  const remaining = member(metadata, 'remainingItemCount');
  return {
    version,
    next: textOf(metadata, 'continue'),
    remaining: typeof remaining === 'number' ? remaining : undefined,
  };
}

function parsed(text: string, { plural }: KubeResource): JsonValue {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw kubeErrors.error('KUBE_ANSWER_INVALID', `${plural} were answered with no JSON`, { cause });
  }
}
