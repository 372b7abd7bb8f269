import { describeError } from '@plimsoll/runtime';
import type { PlimsollError } from '@plimsoll/errors';
import type { JsonObject, Subject } from '@plimsoll/model';
import {
  countObjects,
  streamObjects,
  type KubeResource,
  type ObjectEvent,
  type RejectedObject,
} from '@plimsoll/probes/kube';
import { kubeFact, kubeSubject } from '../../manifest/kube-fact.js';
import type { KubeCollector } from '../kube-collector.js';
import type { KubeSink } from '../watched.js';
import type { Cluster } from './cluster.js';
import { Coalesce } from './coalesce.js';
import { ListCount } from './list-count.js';

/** Failures in a row after which a person is told; fewer are the ordinary life of an API server. */
const TOLD_AFTER = 4;
/** What is told at once: it does not pass by itself. */
const REASONS: Readonly<Record<string, string>> = {
  KUBE_FORBIDDEN: 'permission',
  KUBE_NOT_FOUND: 'not-served',
  KUBE_UNAUTHENTICATED: 'unauthenticated',
  KUBE_UNTRUSTED: 'untrusted',
  KUBE_PLUGIN_FAILED: 'unauthenticated',
  KUBE_PLUGIN_NOT_FOUND: 'unauthenticated',
  KUBECONFIG_MATERIAL: 'unauthenticated',
  KUBE_ANSWER_INVALID: 'invalid',
};
/** After these the permission and the kind are looked at again before anything else. */
const ENDING: ReadonlySet<string> = new Set(['KUBE_FORBIDDEN', 'KUBE_NOT_FOUND']);

/** Why a source is not collected, for a person: what happened and what to do next. */
export function reasonOf({ code, message, hint }: PlimsollError): readonly [reason: string, detail: string] {
  return [REASONS[code] ?? 'unreachable', `${message}. ${hint}`];
}

/**
 * Tells the objects of a kind until the signal is aborted, or the server says that we may not or that there is no such
 * kind: that error is returned.
 */
export async function followKind(
  cluster: Cluster,
  collector: KubeCollector,
  resource: KubeResource,
  sink: KubeSink,
  signal: AbortSignal,
): Promise<PlimsollError | undefined> {
  const { client, random, times, turns } = cluster;
  const follower = new Follower(cluster, collector, resource, sink);
  let giveTurn = (): void => undefined;
  try {
    const { backoff, idleMs } = times;
    for await (const event of streamObjects({ client, resource, signal, random, backoff, idleMs })) {
      if (event.type === 'listing') {
        giveTurn();
        giveTurn = await turns.take();
      }
      follower.take(event);
      if (event.type === 'object') await sink.room();
      if (event.type === 'listed' || event.type === 'interrupted') giveTurn();
      if (event.type === 'interrupted' && ENDING.has(event.error.code)) return event.error;
    }
    return undefined;
  } finally {
    giveTurn();
    follower.end();
  }
}

class Follower {
  readonly #cluster: Cluster;
  readonly #collector: KubeCollector;
  readonly #resource: KubeResource;
  readonly #sink: KubeSink;
  readonly #changes: Coalesce;
  #listing = true;
  #progress: ListCount | undefined;

  constructor(cluster: Cluster, collector: KubeCollector, resource: KubeResource, sink: KubeSink) {
    this.#cluster = cluster;
    this.#collector = collector;
    this.#resource = resource;
    this.#sink = sink;
    this.#changes = new Coalesce(sink);
  }

  end(): void {
    this.#progress?.end();
    this.#changes.flush();
  }

  take(event: ObjectEvent): void {
    const { signs } = this.#cluster;
    const { source } = this.#collector;
    switch (event.type) {
      case 'listing':
        this.#changes.flush();
        this.#listing = true;
        signs.listing(source);
        this.#sink.listing();
        return this.#count();
      case 'object':
        return this.#object(event.object);
      case 'deleted':
        return this.#deleted(event.object);
      case 'progress':
        return this.#progress?.page(event.listed, event.remaining);
      case 'listed':
        this.#progress?.end();
        this.#listing = false;
        signs.listed(source);
        return this.#sink.listed();
      case 'rejected':
        return this.#rejected(event.rejected);
      case 'alive':
        return this.#sink.alive();
      case 'interrupted':
        return this.#interrupted(event.error, event.attempt);
    }
  }

  /** A streamed list does not tell how long it will be: the server is asked beside it. */
  #count(): void {
    const { onProgress, client, logger } = this.#cluster;
    const { source } = this.#collector;
    this.#progress?.end();
    this.#progress = new ListCount((read, expected) => {
      this.#sink.progress(read, expected);
      onProgress({ source, listed: read, expected });
    });
    this.#progress.ask(
      (signal) => countObjects(client, this.#resource, signal),
      (error) => logger.debug({ source, ...describeError(error) }, 'how long a list will be is not known'),
    );
  }

  #object(object: JsonObject): void {
    const { signs, served, logger } = this.#cluster;
    signs.seen(object);
    if (this.#listing) this.#progress?.object();
    const fact = kubeFact(object);
    if (!fact) return;
    if (this.#listing) return this.#sink.seen(fact);
    this.#changes.tell({ fact });
    if (fact.subject.kind === 'CustomResourceDefinition')
      served.refreshSoon((error) =>
        logger.debug(describeError(error), 'what is served could not be asked for'),
      );
  }

  #deleted(object: JsonObject): void {
    const { signs, served, logger } = this.#cluster;
    signs.gone(object);
    const subject = kubeSubject(object);
    // Of a list everything goes in its order: what is held back here would end an object that was made again since.
    if (this.#listing) this.#sink.ended(subject);
    else this.#changes.tell({ subject });
    if (subject.kind === 'CustomResourceDefinition')
      served.refreshSoon((error) =>
        logger.debug(describeError(error), 'what is served could not be asked for'),
      );
  }

  #rejected({ identity, reason, detail }: RejectedObject): void {
    const { group, kind } = this.#resource;
    const subject: Subject | undefined = identity && { group, kind, ...identity };
    this.#sink.leftOut(subject, reason, detail);
  }

  #interrupted(error: PlimsollError, attempt: number): void {
    const { logger } = this.#cluster;
    logger.debug({ source: this.#collector.source, ...describeError(error) }, 'a watch was interrupted');
    this.#sink.silent();
    if (ENDING.has(error.code) || error.code === 'KUBE_GONE' || error.code === 'KUBE_REFUSED') return;
    if (attempt + 1 >= TOLD_AFTER || (Object.hasOwn(REASONS, error.code) && attempt > 0))
      this.#sink.notCollected(...reasonOf(error));
  }
}
