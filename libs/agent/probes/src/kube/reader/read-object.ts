import type { JsonObject } from '@plimsoll/model';
import type { KubeClient } from '../client/kube-client.js';
import { listOf } from '../kubeconfig/json-access.js';
import { namespacePath, type KubeResource } from './kube-resource.js';
import { typedObject } from './object-event.js';

/**
 * One object as it is now; undefined when it is gone. Asked for as a list of one, so that the permission to list is
 * enough.
 * @throws the KUBE codes
 */
export async function readObject(
  client: KubeClient,
  resource: KubeResource,
  { namespace, name }: { readonly namespace: string; readonly name: string },
  signal: AbortSignal,
): Promise<JsonObject | undefined> {
  const query = new URLSearchParams({ fieldSelector: `metadata.name=${selectable(name)}`, limit: '1' });
  const list = await client.json(`${namespacePath(resource, namespace)}?${query.toString()}`, { signal });
  const [first] = listOf(list, 'items');
  return first === undefined ? undefined : typedObject(first, resource);
}

/** Names of RBAC may hold what separates the terms of a selector. */
const selectable = (name: string): string => name.replace(/[\\,=]/g, '\\$&');
