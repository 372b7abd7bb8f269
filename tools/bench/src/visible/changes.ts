import { setTimeout as wait } from 'node:timers/promises';
import type { ApiClient } from '@plimsoll/testbed';
import { benchErrors } from '../errors.js';

/** The control whose findings the changes open and close, and nothing else of the objects. */
export const CONTROL = 'workload/host-namespaces';

const NAMESPACE = 'changing';
const DEPLOYMENTS = '/apis/apps/v1/namespaces/changing/deployments';

/** Deployments that no generated one has the name of. */
export async function makeChanging(client: ApiClient, count: number): Promise<readonly string[]> {
  await must(client, 'POST', '/api/v1/namespaces', { metadata: { name: NAMESPACE } });
  const names = Array.from({ length: count }, (_, index) => `changing-${index}`);
  for (const name of names) await must(client, 'POST', DEPLOYMENTS, deployment(name));
  return names;
}

export interface Change {
  readonly name: string;
  readonly hostPid: boolean;
  /** By `performance.now()`, when the API server had answered that it is done. */
  readonly doneAt: number;
}

/**
 * One change after the other at a steady rate: each Deployment in turn shares the host's processes or no longer does.
 * A late answer delays none of the next ones.
 */
export async function change(
  client: ApiClient,
  names: readonly string[],
  { perSecond, count }: { readonly perSecond: number; readonly count: number },
  onChange: (change: Change) => void,
): Promise<void> {
  const began = performance.now();
  const answered: Promise<void>[] = [];
  for (let index = 0; index < count; index += 1) {
    await wait(Math.max(0, began + (index * 1_000) / perSecond - performance.now()));
    const name = names[index % names.length];
    if (name === undefined) continue;
    const hostPid = Math.floor(index / names.length) % 2 === 0;
    const body = { spec: { template: { spec: { hostPID: hostPid } } } };
    answered.push(
      must(client, 'PATCH', `${DEPLOYMENTS}/${name}`, body).then(() =>
        onChange({ name, hostPid, doneAt: performance.now() }),
      ),
    );
  }
  await Promise.all(answered);
}

async function must(client: ApiClient, method: string, path: string, body: unknown): Promise<void> {
  const { status, text } = await client.request(method, path, { body });
  if (status >= 300)
    throw benchErrors.error('BENCH_PROGRAM_FAILED', `${method} ${path} was answered with ${status}: ${text}`);
}

const deployment = (name: string) => ({
  metadata: { name },
  spec: {
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: { containers: [{ name: 'main', image: 'a/b:1' }] },
    },
  },
});
