import { setTimeout as wait } from 'node:timers/promises';
import type { Random } from '@plimsoll/fleet';
import type { ApiClient } from '@plimsoll/testbed';

const EVERY_MS = 50;
const DEPLOYMENTS = 150;
const PODS = 60;
const IN_FLIGHT = 40;

/** Twenty changes a second to the objects of one namespace, whether the API server is there or not. */
export class RestlessCluster {
  readonly #client: ApiClient;
  readonly #random: Random;
  readonly #folder: (group: string, resource: string) => string;
  readonly #over = new AbortController();
  readonly #flying = new Set<Promise<void>>();
  #running: Promise<void> = Promise.resolve();
  #round = 0;
  done = 0;
  refused = 0;

  constructor(client: ApiClient, namespace: string, random: Random) {
    this.#client = client;
    this.#random = random;
    this.#folder = (group, resource) => `${group}/namespaces/${namespace}/${resource}`;
  }

  /** @throws Error when the API server does not take the objects to begin with */
  async start(): Promise<void> {
    for (let index = 0; index < DEPLOYMENTS; index += 1) {
      const name = `deployment-${index}`;
      const { status, text } = await this.#client.request(
        'POST',
        this.#folder('/apis/apps/v1', 'deployments'),
        {
          body: deployment(name),
        },
      );
      if (status !== 201) throw new Error(text);
    }
    this.#running = this.#change();
  }

  /** Settles when the last answer was heard. */
  async stop(): Promise<void> {
    this.#over.abort();
    await this.#running;
    await Promise.all(this.#flying);
  }

  async #change(): Promise<void> {
    const { signal } = this.#over;
    for (const began = performance.now(); !signal.aborted;) {
      this.#round += 1;
      await wait(Math.max(0, began + this.#round * EVERY_MS - performance.now()));
      if (this.#flying.size >= IN_FLIGHT) continue;
      const one: Promise<void> = this.#one().finally(() => this.#flying.delete(one));
      this.#flying.add(one);
    }
  }

  async #one(): Promise<void> {
    const [method, path, body] = this.#next();
    try {
      const { status } = await this.#client.request(method, path, body === undefined ? {} : { body });
      if (status < 300) this.done += 1;
      else this.refused += 1; // made already, or gone already
    } catch {
      this.refused += 1; // the API server is the one that was killed
    }
  }

  #next(): readonly [method: string, path: string, body?: unknown] {
    const pods = this.#folder('/api/v1', 'pods');
    const pod = `pod-${this.#random.between(0, PODS - 1)}`;
    switch (this.#random.pick(['deployment', 'deployment', 'deployment', 'pod', 'no-pod', 'config-map'])) {
      case 'deployment':
        return [
          'PATCH',
          `${this.#folder('/apis/apps/v1', 'deployments')}/${this.#deployment()}`,
          this.#template(),
        ];
      case 'pod':
        return ['POST', pods, { metadata: { name: pod }, spec: this.#podSpec() }];
      case 'no-pod':
        return ['DELETE', `${pods}/${pod}?gracePeriodSeconds=0`];
      case 'config-map': {
        const metadata = { name: `map-${this.#round}`, labels: { round: String(this.#round) } };
        return ['POST', this.#folder('/api/v1', 'configmaps'), { metadata, data: { password: 'not told' } }];
      }
    }
  }

  #deployment(): string {
    return `deployment-${this.#random.between(0, DEPLOYMENTS - 1)}`;
  }

  #template() {
    const hostPID = this.#random.chance(0.5);
    const labels = { round: String(this.#round) };
    return { metadata: { labels }, spec: { template: { spec: { hostPID } } } };
  }

  #podSpec() {
    const securityContext = { privileged: this.#random.chance(0.5) };
    return { containers: [{ name: 'main', image: `a/b:${this.#round}`, securityContext }] };
  }
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
