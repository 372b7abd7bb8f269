/** A kind as one API server serves it. */
export interface KubeResource {
  /** '' for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
}

const groupPath = ({ group, version }: KubeResource): string =>
  group === '' ? `/api/${version}` : `/apis/${group}/${version}`;

/** Of all namespaces. */
export const collectionPath = (resource: KubeResource): string => `${groupPath(resource)}/${resource.plural}`;

/** Of one namespace; '' for kinds that are in none. */
export function namespacePath(resource: KubeResource, namespace: string): string {
  const folder = namespace === '' ? '' : `/namespaces/${encodeURIComponent(namespace)}`;
  return `${groupPath(resource)}${folder}/${resource.plural}`;
}

export const apiVersionOf = ({ group, version }: KubeResource): string =>
  group === '' ? version : `${group}/${version}`;

/** `pods`, `deployments.apps`: as kubectl names it. */
export const resourceName = ({ group, plural }: Pick<KubeResource, 'group' | 'plural'>): string =>
  group === '' ? plural : `${plural}.${group}`;
