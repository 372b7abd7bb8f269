import 'reflect-metadata';
import { CATALOG_VERSION, CONTROLS, PLACES } from '@plimsoll/controls';
import { DERIVATIONS } from '@plimsoll/engine';
import { FRAMEWORKS } from '@plimsoll/frameworks';
import { createApiToken, operator, type IdentityContext, type Role } from '@plimsoll/identity';
import type { ClusterId, OrganizationId } from '@plimsoll/model';
import { postureCatalog, type PostureCatalog } from '@plimsoll/posture';
import { recordingQueue } from '@plimsoll/queue/testing';
import { silentLogger, type LogFields, type Logger } from '@plimsoll/runtime';
import { createMetrics } from '@plimsoll/runtime/metrics';
import { testStore, type TestStore } from '@plimsoll/store/testing';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { GraphqlModule } from '../graphql.module.js';
import type { Limits } from '../limits/limits.js';
import type { SocketLimits } from '../subscriptions/socket-limits.js';
import { seedCluster } from './seed.js';

/** One error as it goes out. */
export interface ShownError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: { readonly code: string; readonly hint: string; readonly details: object };
}

export interface Answer<Data = Readonly<Record<string, never>>> {
  readonly status: number;
  readonly type: string;
  readonly data: Data | null;
  readonly errors: readonly ShownError[];
  readonly headers: Readonly<Record<string, unknown>>;
}

export interface Asked {
  readonly token?: string | undefined;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface TestOrganization {
  readonly organizationId: OrganizationId;
  readonly clusterId: ClusterId;
  readonly tokens: Readonly<Record<Role, string>>;
}

/** The API on a database of its own, without a listener; its clock is moved by hand. */
export class TestApi {
  readonly logged: LogFields[] = [];
  readonly queue = recordingQueue();
  readonly metrics = createMetrics();
  readonly catalog: PostureCatalog = postureCatalog({
    controls: CONTROLS,
    frameworks: FRAMEWORKS,
    derivations: DERIVATIONS,
    places: PLACES,
  });
  now = Date.now();
  readonly identity: IdentityContext;

  private constructor(
    readonly database: TestStore,
    private readonly app: { current?: NestFastifyApplication },
  ) {
    this.identity = { store: database.store, queue: this.queue, clock: { now: () => this.now } };
  }

  static async start(limits?: Limits, sockets?: Partial<SocketLimits>): Promise<TestApi> {
    const api = new TestApi(await testStore(), {});
    await api.open(limits, sockets);
    return api;
  }

  private async open(limits?: Limits, sockets?: Partial<SocketLimits>): Promise<void> {
    const logger: Logger = {
      ...silentLogger,
      error: (fields) => void this.logged.push(fields),
      child: () => logger,
    };
    const module = GraphqlModule.with({
      ...this.identity,
      catalog: this.catalog,
      catalogVersion: CATALOG_VERSION,
      cursorKey: Buffer.alloc(32, 7),
      logger,
      metrics: this.metrics,
      limits,
      sockets,
      enrollment: { address: 'centre.example:8441', caPin: `sha256:${'a'.repeat(64)}` },
    });
    const adapter = new FastifyAdapter({ bodyLimit: 262_144 });
    this.app.current = await NestFactory.create<NestFastifyApplication>(module, adapter, { logger: false });
    await this.app.current.init();
    await this.app.current.getHttpAdapter().getInstance().ready();
  }

  private get nest(): NestFastifyApplication {
    if (this.app.current === undefined) throw new Error('the API is not open');
    return this.app.current;
  }

  /** Opens a listener; `host:port`. */
  async listen(): Promise<string> {
    await this.nest.listen(0, '127.0.0.1');
    return new URL(await this.nest.getUrl()).host;
  }

  /** As a stop of the process does. */
  stop(): Promise<void> {
    return this.nest.close();
  }

  inject(
    options: Parameters<NestFastifyApplication['inject']>[0],
  ): ReturnType<NestFastifyApplication['inject']> {
    return this.nest.inject(options);
  }

  /** An organization with one seeded cluster and a token of each role. */
  async organization(name = 'acme'): Promise<TestOrganization> {
    const organizationId = await this.database.createOrganization(name);
    const clusterId = await this.database.createCluster(organizationId, {
      name: `${name}-one`,
      labels: { env: 'test' },
    });
    await this.database.store.transaction(organizationId, (tx) =>
      seedCluster(tx, clusterId, this.catalog, this.now),
    );
    const token = async (role: Role): Promise<string> =>
      (await createApiToken(this.identity, operator(organizationId), { name: role, role })).text;
    const tokens = {
      admin: await token('admin'),
      viewer: await token('viewer'),
      'agent-manager': await token('agent-manager'),
    };
    return { organizationId, clusterId, tokens };
  }

  async ask<Data = Readonly<Record<string, never>>>(query: string, asked: Asked): Promise<Answer<Data>> {
    const { token, variables, operationName, headers } = asked;
    return this.answer<Data>({
      method: 'POST',
      url: '/graphql',
      headers: {
        'content-type': 'application/json',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...headers,
      },
      payload: JSON.stringify({ query, variables, operationName }),
    });
  }

  async answer<Data = Readonly<Record<string, never>>>(
    options: Exclude<Parameters<NestFastifyApplication['inject']>[0], string>,
  ): Promise<Answer<Data>> {
    const answer = await this.inject(options);
    const body: { data?: Data | null; errors?: readonly ShownError[] } =
      answer.payload === '' ? {} : answer.json();
    return {
      status: answer.statusCode,
      type: String(answer.headers['content-type']),
      data: body.data ?? null,
      errors: body.errors ?? [],
      headers: answer.headers,
    };
  }

  async close(): Promise<void> {
    await this.nest.close();
    await this.database.close();
  }
}
