import { isPlimsollError } from '@plimsoll/errors';
import type { JsonObject } from '@plimsoll/model';
import type { KubeClient } from '../client/kube-client.js';
import { objectPath, type KubeResource } from './kube-resource.js';
import { typedObject } from './object-event.js';

/**
 * One object as it is now; undefined when it is gone.
 * @throws the KUBE codes
 */
export async function readObject(
  client: KubeClient,
  resource: KubeResource,
  { namespace, name }: { readonly namespace: string; readonly name: string },
  signal: AbortSignal,
): Promise<JsonObject | undefined> {
  try {
    return typedObject(await client.json(objectPath(resource, namespace, name), { signal }), resource);
  } catch (error) {
    if (isPlimsollError(error) && error.code === 'KUBE_NOT_FOUND') return undefined;
    throw error;
  }
}
