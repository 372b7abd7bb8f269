import type { KubeClient } from '../client/kube-client.js';
import { member, textOf } from '../kubeconfig/json-access.js';
import type { KubeResource } from '../reader/kube-resource.js';
import { readObject } from '../reader/read-object.js';

const NAMESPACES: KubeResource = {
  group: '',
  version: 'v1',
  kind: 'Namespace',
  plural: 'namespaces',
  namespaced: false,
  verbs: ['list'],
};

/**
 * How the cluster is known: the uid of its Namespace kube-system, which lives as long as the cluster. Undefined where
 * there is no such Namespace, '' where it has no uid. The permission to list is enough.
 * @throws the KUBE codes
 */
export async function readClusterUid(client: KubeClient): Promise<string | undefined> {
  const { signal } = new AbortController(); // the client bounds every wait by itself
  const found = await readObject(client, NAMESPACES, { namespace: '', name: 'kube-system' }, signal);
  return found && (textOf(member(found, 'metadata'), 'uid') ?? '');
}
