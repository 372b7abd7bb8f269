import { once } from 'node:events';
import { createApiToken, operator } from '@plimsoll/identity';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { TestApi, type TestOrganization } from '../testing/index.js';

let api: TestApi;
let acme: TestOrganization;
let host: string;
const sockets: WebSocket[] = [];

beforeAll(async () => {
  const limits = {
    gapMs: 20,
    pollMs: 200,
    initMs: 200,
    operations: 3,
    messageBurst: 30,
    messageRate: 1,
    sockets: 5,
  };
  api = await TestApi.start(undefined, { ...limits, pingMs: 300, stallMs: 300, bufferedBytes: 100_000 });
  acme = await api.organization();
  host = await api.listen();
});
afterEach(async () => {
  const open = sockets.splice(0).filter(({ readyState }) => readyState === WebSocket.OPEN);
  await Promise.all(
    open.map((socket) => {
      const closed = once(socket, 'close');
      socket.terminate();
      return closed;
    }),
  );
});
afterAll(() => api.close());

interface Frame {
  readonly type: string;
  readonly id?: string;
  readonly payload?: unknown;
}

/** A socket by hand: what a careless or hostile client sends. */
class Raw {
  readonly closed: Promise<number>;
  private readonly frames: Frame[] = [];
  private readonly waiting = new Set<() => void>();

  private constructor(readonly socket: WebSocket) {
    const { promise, resolve } = Promise.withResolvers<number>();
    this.closed = promise;
    socket.on('close', (code: number) => resolve(code));
    socket.on('message', (data: Buffer) => {
      this.frames.push(JSON.parse(data.toString()) as Frame);
      for (const wake of this.waiting) wake();
    });
  }

  static async open(at = host): Promise<Raw> {
    const socket = new WebSocket(`ws://${at}/graphql`, 'graphql-transport-ws');
    sockets.push(socket);
    const raw = new Raw(socket);
    await once(socket, 'open');
    return raw;
  }

  static async ready(token = acme.tokens.viewer, at = host): Promise<Raw> {
    const raw = await Raw.open(at);
    raw.send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
    await raw.frame(({ type }) => type === 'connection_ack');
    return raw;
  }

  send(message: object): void {
    this.socket.send(JSON.stringify(message));
  }

  subscribe(id: string, query: string, more: object = {}): void {
    this.send({ type: 'subscribe', id, payload: { query, ...more } });
  }

  async frame(wanted: (frame: Frame) => boolean): Promise<Frame> {
    for (;;) {
      const found = this.frames.find(wanted);
      if (found) return found;
      const { promise, resolve } = Promise.withResolvers<void>();
      this.waiting.add(resolve);
      await promise;
      this.waiting.delete(resolve);
    }
  }

  async error(id: string): Promise<unknown> {
    return (await this.frame((frame) => frame.id === id && frame.type === 'error')).payload;
  }
}

const coded = (code: string): object => [{ extensions: { code } }];
const POSTURE = 'subscription { postureChanged { cursor } }';

describe('a socket', () => {
  it('is closed with 4408 when nobody says who asks', async () => {
    expect(await (await Raw.open()).closed).toBe(4408);
  });

  it('is closed with 4401 when it asks before, and with 4429 when it says so twice', async () => {
    const hasty = await Raw.open();
    hasty.subscribe('1', POSTURE);
    expect(await hasty.closed).toBe(4401);
    const twice = await Raw.ready();
    twice.send({ type: 'connection_init' });
    expect(await twice.closed).toBe(4429);
  });

  it('of another subprotocol is closed with 4406, and at another path there is none', async () => {
    const failed = once(new WebSocket(`ws://${host}/graphql`, 'graphql-ws'), 'error');
    expect(String((await failed)[0])).toContain('no subprotocol');
    const elsewhere = once(new WebSocket(`ws://${host}/healthz`, 'graphql-transport-ws'), 'error');
    expect(String((await elsewhere)[0])).toContain('404');
  });

  it.each([
    ['no JSON', '{'],
    ['no message of the protocol', '{"type":"start"}'],
    ['a query that is a document', '{"id":"1","type":"subscribe","payload":{"query":{"kind":"Document"}}}'],
  ])('with %s is closed with 4400', async (_name, text) => {
    const raw = await Raw.ready();
    raw.socket.send(text);
    expect(await raw.closed).toBe(4400);
  });

  it('with an id that runs already is closed with 4409', async () => {
    const raw = await Raw.ready();
    raw.subscribe('1', POSTURE);
    raw.subscribe('1', POSTURE);
    expect(await raw.closed).toBe(4409);
  });

  it('has so many operations at a time', async () => {
    const raw = await Raw.ready();
    for (const id of ['1', '2', '3', '4']) raw.subscribe(id, POSTURE);
    expect(await raw.error('4')).toMatchObject(coded('GRAPHQL_TOO_MANY_OPERATIONS'));
    raw.send({ type: 'complete', id: '1' });
    raw.subscribe('5', '{ viewer { name } }');
    expect((await raw.frame(({ id }) => id === '5')).payload).toEqual({
      data: { viewer: { name: 'viewer' } },
    });
  });

  it.each([
    ['too deep', `{ ${'organization { '.repeat(20)}id${' }'.repeat(20)} }`, 'GRAPHQL_TOO_DEEP'],
    ['too long', `{ viewer { ${'name '.repeat(3_000)} } }`, 'GRAPHQL_TOO_MANY_TOKENS'],
    ['not in the schema', 'subscription { nope }', 'GRAPHQL_VALIDATION_FAILED'],
    [
      'two streams in one',
      `subscription { postureChanged { cursor } findingsChanged { cursor } }`,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['no text of GraphQL', '{', 'GRAPHQL_PARSE_FAILED'],
  ])('refuses an operation that is %s, and lives on', async (_name, query, code) => {
    const raw = await Raw.ready();
    raw.subscribe('1', query);
    expect(await raw.error('1')).toMatchObject(coded(code));
    raw.subscribe('2', '{ viewer { name } }');
    expect(await raw.frame(({ id }) => id === '2')).toMatchObject({ type: 'next' });
  });

  it('may not do over a socket what its role may not do', async () => {
    const raw = await Raw.ready();
    raw.subscribe('1', 'mutation { createApiToken(input: { name: "x", role: ADMIN }) { text } }');
    const answer = await raw.frame(({ id }) => id === '1');
    expect(JSON.stringify(answer)).toMatch(/PERMISSION_DENIED|GRAPHQL_VALIDATION_FAILED/);
  });

  it('that floods is closed with 1008, one with too large a message with 1009', async () => {
    const flood = await Raw.ready();
    for (let message = 0; message < 50; message += 1) flood.send({ type: 'ping' });
    expect(await flood.closed).toBe(1008);
    const large = await Raw.ready();
    large.subscribe('1', POSTURE, { variables: { x: 'x'.repeat(200_000) } });
    expect(await large.closed).toBe(1009);
  });

  it('is refused beyond what the process takes', async () => {
    const open = await Promise.all(Array.from({ length: 5 }, () => Raw.ready()));
    const sixth = once(new WebSocket(`ws://${host}/graphql`, 'graphql-transport-ws'), 'error');
    expect(String((await sixth)[0])).toContain('503');
    expect(open).toHaveLength(5);
  });
});

describe('an idle socket', () => {
  it('ends with 4401 when its token expires', async () => {
    const { text } = await createApiToken(api.identity, operator(acme.organizationId), {
      name: 'short',
      role: 'viewer',
      expiresInDays: 1,
    });
    const raw = await Raw.ready(text);
    api.now += 2 * 86_400_000;
    expect(await raw.closed).toBe(4401);
    api.now -= 2 * 86_400_000;
  });
});

describe('a slow reader', () => {
  it('is cut, and what it did not take is not kept', async () => {
    const patient = { messageBurst: 10_000, operations: 1_000, pingMs: 60_000, stallMs: 500 };
    const other = await TestApi.start(undefined, { ...patient, bufferedBytes: 100_000 });
    const { tokens } = await other.organization();
    const raw = await Raw.ready(tokens.viewer, await other.listen());
    raw.socket.pause();
    for (let asked = 0; asked < 300; asked += 1)
      raw.subscribe(String(asked), '{ __schema { types { name description fields { name description } } } }');
    const slow = async (): Promise<string> => other.metrics.render();
    await expect.poll(slow, { timeout: 10_000 }).toContain('socket_ends_total{reason="slow"}');
    await expect.poll(slow).toContain('plimsoll_graphql_sockets 0');
    await other.close();
  });
});

describe('a stop of the process', () => {
  it('says goodbye with 1001, also in the midst of subscriptions, and takes no new ones', async () => {
    const raw = await Raw.ready();
    raw.subscribe('1', POSTURE);
    raw.subscribe('2', '{ viewer { name } }');
    await raw.frame(({ id }) => id === '2');
    const stopped = api.stop();
    expect(await raw.closed).toBe(1001);
    await stopped;
  });
});
