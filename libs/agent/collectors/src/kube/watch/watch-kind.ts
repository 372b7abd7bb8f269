import { isPlimsollError } from '@plimsoll/errors';
import { fullJitter } from '@plimsoll/runtime';
import { resourceName, type KubeResource } from '@plimsoll/probes/kube';
import type { KubeCollector } from '../kube-collector.js';
import type { KubeSink } from '../watched.js';
import type { Cluster } from './cluster.js';
import { followKind, reasonOf } from './follow-kind.js';
import { pause } from './pause.js';

/**
 * One kind for as long as the agent lives: while the server serves it and we may read it, its objects; else why not.
 * Permissions and kinds that come back are noticed without a person.
 */
export async function watchKind(
  cluster: Cluster,
  collector: KubeCollector,
  sink: KubeSink,
  signal: AbortSignal,
): Promise<void> {
  const { random, times, served, permissions } = cluster;
  for (let attempt = 0; !signal.aborted;) {
    try {
      const resource = await served.resource(collector);
      const missing = resource && (await permissions.missing(resource, collector.reads[0], signal));
      if (resource && missing === undefined) {
        await follow(cluster, collector, resource, sink, signal);
        // The server said no although its review said yes, or something changed: looked at again, but not in a hurry.
        await pause(fullJitter(attempt++, times.backoff, random), signal);
        continue;
      }
      attempt = 0;
      sink.notCollected(...whyNot(collector, missing));
      await missingPause(cluster, missing === undefined ? times.reviewMs : times.missingMs, signal);
    } catch (error) {
      if (signal.aborted) return;
      if (!isPlimsollError(error)) throw error;
      sink.notCollected(...reasonOf(error));
      await pause(fullJitter(attempt++, times.backoff, random), signal);
    }
  }
}

function whyNot(
  { kind, group, versions, reads }: KubeCollector,
  missing: string | undefined,
): readonly [reason: string, detail: string] {
  if (missing !== undefined) return ['permission', missing];
  const name = resourceName({ group, plural: reads[0].resource });
  return ['not-served', `the API server does not serve ${name} (${kind}) in ${versions.join(', ')}`];
}

/** Until it is time to look again, or the server serves something else. */
async function missingPause({ served }: Cluster, delayMs: number, signal: AbortSignal): Promise<void> {
  const over = new AbortController();
  const stop = served.onChange(() => over.abort());
  await pause(delayMs, AbortSignal.any([signal, over.signal]));
  stop();
  // A kind that comes without a definition, by an upgrade of the server, is found here.
  if (!signal.aborted && !over.signal.aborted) await served.refresh();
}

/** Follows the kind while a look now and then says that it is served and that we may. */
async function follow(
  cluster: Cluster,
  collector: KubeCollector,
  resource: KubeResource,
  sink: KubeSink,
  signal: AbortSignal,
): Promise<void> {
  const over = new AbortController();
  const both = AbortSignal.any([signal, over.signal]);
  const reviewing = review(cluster, collector, resource, over, both);
  try {
    const refused = await followKind(cluster, collector, resource, sink, both);
    if (!refused) return;
    cluster.permissions.forget();
    sink.notCollected(...reasonOf(refused));
    if (refused.code === 'KUBE_NOT_FOUND') await cluster.served.refresh();
  } finally {
    over.abort();
    await reviewing;
  }
}

async function review(
  cluster: Cluster,
  collector: KubeCollector,
  resource: KubeResource,
  over: AbortController,
  signal: AbortSignal,
): Promise<void> {
  const { served, permissions, times, random, logger } = cluster;
  const look = async (): Promise<void> => {
    const now = await served.resource(collector);
    if (now?.version !== resource.version) over.abort();
  };
  const stop = served.onChange(() => void look().catch(ignore));
  function ignore(error: unknown): void {
    logger.debug(
      { source: collector.source, error: String(error) },
      'a look at permissions failed; the watch goes on',
    );
  }
  while (!signal.aborted) {
    await pause(times.reviewMs * (0.8 + 0.2 * random()), signal);
    if (signal.aborted) break;
    try {
      if ((await permissions.missing(resource, collector.reads[0], signal)) !== undefined) over.abort();
    } catch (error) {
      if (!signal.aborted) ignore(error);
    }
  }
  stop();
}
