import { parseSubjectKey, type JsonObject } from '@plimsoll/model';
import { listObjects, readObject, type KubeResource } from '@plimsoll/probes/kube';
import { kubeFact } from '../../manifest/kube-fact.js';
import type { KubeCollector } from '../kube-collector.js';
import type { KubeWatch } from '../watched.js';
import type { Cluster } from './cluster.js';

/** So few are asked for one by one. */
const ONE_BY_ONE = 20;
const LIMIT = 500;
const MAX_OBJECT_BYTES = 2 * 1024 * 1024;

/** Reads the wanted objects as they are now. @throws the KUBE codes */
export async function readAgain(
  cluster: Cluster,
  collector: KubeCollector,
  ...[wanted, emit, signal]: Parameters<KubeWatch['readAgain']>
): Promise<void> {
  const resource = await cluster.served.resource(collector);
  if (!resource) return;
  const take = async (object: JsonObject): Promise<void> => {
    const fact = kubeFact(object);
    if (fact) await emit(fact);
  };
  if (wanted.size <= ONE_BY_ONE) return oneByOne(cluster, resource, [...wanted.keys()], take, signal);
  const give = await cluster.againTurns.take();
  try {
    const { client, times } = cluster;
    const { idleMs } = times;
    const list = listObjects({
      client,
      resource,
      signal,
      limit: LIMIT,
      maxObjectBytes: MAX_OBJECT_BYTES,
      idleMs,
    });
    for await (const event of list) {
      if (event.type === 'object') await take(event.object);
      if (wanted.size === 0) return;
    }
  } finally {
    give();
  }
}

async function oneByOne(
  { client }: Cluster,
  resource: KubeResource,
  keys: readonly string[],
  take: (object: JsonObject) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  for (const key of keys) {
    const subject = parseSubjectKey(key);
    const object = subject && (await readObject(client, resource, subject, signal));
    if (object) await take(object);
  }
}
