import {
  fakeApiServer,
  fakeStatus,
  type FakeApiServer,
  type FakeRequest,
  type FakeTls,
} from '@plimsoll/probes/testing';
import type { JsonObject } from '@plimsoll/model';

interface Stored {
  readonly version: number;
  readonly object: JsonObject;
}

/** ConfigMaps of one namespace behind an API server that behaves: lists, watches, discovery, reviews. */
export class FakeCluster {
  readonly server: FakeApiServer;
  /** Answers in place of the lists and watches that behave, while it is set. */
  misbehave: ((request: FakeRequest) => void) | undefined;
  readonly #objects = new Map<string, Stored>();
  readonly #history: { readonly type: string; readonly version: number; readonly object: JsonObject }[] = [];
  readonly #watches = new Set<FakeRequest>();
  #version = 100;

  private constructor(server: FakeApiServer) {
    this.server = server;
  }

  static async start(tls?: FakeTls): Promise<FakeCluster> {
    const server = await fakeApiServer((request) => request.json({}), tls);
    const cluster = new FakeCluster(server);
    server.handle = (request) => cluster.#answer(request);
    return cluster;
  }

  put(name: string, data: Readonly<Record<string, string>>): void {
    this.#version += 1;
    const known = this.#objects.has(name);
    const metadata = { name, namespace: 'test', resourceVersion: String(this.#version) };
    const object = { kind: 'ConfigMap', apiVersion: 'v1', metadata, data };
    this.#objects.set(name, { version: this.#version, object });
    this.#happened(known ? 'MODIFIED' : 'ADDED', object);
  }

  /** An object of a kind that has no versions of its own, as some aggregated APIs have. */
  putUnversioned(name: string, data: Readonly<Record<string, string>>): void {
    this.#version += 1;
    const object = { kind: 'ConfigMap', apiVersion: 'v1', metadata: { name, namespace: 'test' }, data };
    this.#objects.set(name, { version: this.#version, object });
    this.#happened('ADDED', object);
  }

  remove(name: string): void {
    const found = this.#objects.get(name);
    if (!found) return;
    this.#version += 1;
    this.#objects.delete(name);
    const metadata = { name, namespace: 'test', resourceVersion: String(this.#version) };
    this.#happened('DELETED', { ...found.object, metadata });
  }

  /** Ends all connections, as a load balancer does. */
  cut(): void {
    for (const { request } of this.#watches) request.socket.destroy();
    this.#watches.clear();
  }

  #happened(type: string, object: JsonObject): void {
    this.#history.push({ type, version: this.#version, object });
    for (const watch of this.#watches) watch.event(type, object);
  }

  #answer(request: FakeRequest): void {
    if (request.path.endsWith('selfsubjectaccessreviews')) return request.json({ status: { allowed: true } });
    if (request.path.endsWith('selfsubjectrulesreviews'))
      return request.json({ status: { resourceRules: [], incomplete: true } });
    if (request.path === '/api') return request.json({ kind: 'APIVersions', versions: ['v1'] });
    if (request.path === '/apis') return request.json({ kind: 'APIGroupList', groups: [] });
    if (request.path === '/api/v1') return request.json({ resources: [RESOURCE] });
    if (this.misbehave) return this.misbehave(request);
    if (request.query.has('sendInitialEvents'))
      return request.json(fakeStatus(422, 'no watch-list here'), 422);
    if (request.watch) return this.#watch(request);
    const items = [...this.#objects.values()].map(({ object }) => object);
    request.json({ kind: 'ConfigMapList', metadata: { resourceVersion: String(this.#version) }, items });
  }

  #watch(request: FakeRequest): void {
    const from = Number(request.query.get('resourceVersion'));
    request.event('BOOKMARK', { metadata: { resourceVersion: String(from) } });
    for (const { type, version, object } of this.#history) if (version > from) request.event(type, object);
    this.#watches.add(request);
  }
}

const RESOURCE = { name: 'configmaps', kind: 'ConfigMap', namespaced: true, verbs: ['list', 'watch'] };
