import { join } from 'node:path';
import { kubeErrors } from '../errors.js';
import { tokenFileCredentials } from './credentials.js';
import { readMaterial } from './read-own-file.js';
import type { Environment, KubeTarget } from './target.js';

const FOLDER = '/var/run/secrets/kubernetes.io/serviceaccount';

export const isInCluster = (environment: Environment): boolean =>
  Boolean(environment['KUBERNETES_SERVICE_HOST']) && Boolean(environment['KUBERNETES_SERVICE_PORT']);

/**
 * The API server of the cluster that this program runs in, through its Pod's service account.
 * @throws KUBE_NOT_IN_CLUSTER, KUBECONFIG_MATERIAL
 */
export async function inClusterTarget(environment: Environment, folder = FOLDER): Promise<KubeTarget> {
  const host = environment['KUBERNETES_SERVICE_HOST'];
  const port = environment['KUBERNETES_SERVICE_PORT'];
  if (!host || !port)
    throw kubeErrors.error('KUBE_NOT_IN_CLUSTER', 'KUBERNETES_SERVICE_HOST and _PORT are not set');
  const tokenFile = join(folder, 'token');
  const ca = await readMaterial(join(folder, 'ca.crt'), 'certificate authority');
  await readMaterial(tokenFile, 'token');
  return {
    name: 'in-cluster',
    server: new URL(`https://${host.includes(':') ? `[${host}]` : host}:${port}`),
    tls: { ca, insecure: false },
    // The API server of one's own cluster is never behind a proxy.
    proxy: {},
    credentials: tokenFileCredentials(tokenFile),
  };
}
