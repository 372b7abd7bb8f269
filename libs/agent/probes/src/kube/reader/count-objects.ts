import type { KubeClient } from '../client/kube-client.js';
import { listOf, member } from '../kubeconfig/json-access.js';
import { collectionPath, type KubeResource } from './kube-resource.js';

const METADATA = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json;q=0.9';

/**
 * How many objects of a kind there are about now, by the head of a list of one; undefined where the server does not say.
 * @throws the KUBE codes
 */
export async function countObjects(
  client: KubeClient,
  resource: KubeResource,
  signal: AbortSignal,
): Promise<number | undefined> {
  const list = await client.json(`${collectionPath(resource)}?limit=1`, { accept: METADATA, signal });
  const remaining = member(member(list, 'metadata'), 'remainingItemCount');
  const more = member(member(list, 'metadata'), 'continue');
  const items = listOf(list, 'items').length;
  if (typeof remaining === 'number') return items + remaining;
  return typeof more === 'string' && more !== '' ? undefined : items;
}
