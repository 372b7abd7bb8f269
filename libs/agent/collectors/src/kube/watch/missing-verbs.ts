import { resourceName, reviewAccess, type KubeClient, type KubeResource } from '@plimsoll/probes/kube';
import type { KubeRead } from '../kube-collector.js';

/**
 * The verbs that the collector needs and does not have, in words; undefined when it has all.
 * @throws the KUBE codes
 */
export async function missingVerbs(
  client: KubeClient,
  resource: KubeResource,
  { verbs }: KubeRead,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { group, plural } = resource;
  const missing: string[] = [];
  for (const verb of verbs)
    if (!(await reviewAccess(client, { group, resource: plural, verb }, signal))) missing.push(verb);
  return missing.length === 0 ? undefined : `may not ${missing.join(' nor ')} ${resourceName(resource)}`;
}
