import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  fakeApiServer,
  fakeList,
  fakePod,
  fakeStatus,
  type FakeApiServer,
  type FakeRequest,
} from '../../testing/fake-api-server.js';
import { openKubeClient, type KubeClient } from '../client/kube-client.js';
import { member, textOf } from '../kubeconfig/json-access.js';
import type { KubeResource } from './kube-resource.js';
import type { ObjectEvent } from './object-event.js';
import { streamObjects, type StreamOptions } from './stream-objects.js';

const PODS: KubeResource = {
  group: '',
  version: 'v1',
  kind: 'Pod',
  plural: 'pods',
  namespaced: true,
  verbs: ['list', 'watch'],
};

let server: FakeApiServer;
let client: KubeClient;
beforeEach(async () => {
  server = await fakeApiServer((request) => request.json(fakeStatus(500, 'not yet'), 500));
  client = openKubeClient(server.target, { userAgent: 'test', answerMs: 2_000 });
});
afterEach(async () => {
  client.close();
  await server.close();
});

function shown(event: ObjectEvent): string {
  switch (event.type) {
    case 'object':
    case 'deleted':
      return `${event.type === 'deleted' ? '-' : ''}${textOf(member(event.object, 'metadata'), 'name')}`;
    case 'rejected':
      return `rejected ${event.rejected.identity?.name ?? '?'} ${event.rejected.reason}`;
    case 'interrupted':
      return event.error.code;
    case 'progress':
      return `progress ${event.listed}+${event.remaining ?? 0}`;
    case 'alive':
    case 'listed':
    case 'listing':
      return event.type;
  }
}

/** What the stream tells up to an event, or until enough is told. */
async function told(until: (told: readonly string[]) => boolean, options: Partial<StreamOptions> = {}) {
  const over = new AbortController();
  const events: string[] = [];
  const stream = streamObjects({
    client,
    resource: PODS,
    signal: over.signal,
    random: () => 0,
    backoff: { minMs: 5, maxMs: 20 },
    watchList: false,
    ...options,
  });
  for await (const event of stream) {
    events.push(shown(event));
    if (!until(events)) continue;
    over.abort();
    break;
  }
  return events;
}

const count = (events: readonly string[], what: string) => events.filter((event) => event === what).length;
const seen =
  (what: string, times = 1) =>
  (events: readonly string[]) =>
    count(events, what) === times;

/** A list of the pods a and b, then the watches, one after the other. */
function listThen(...watches: readonly ((request: FakeRequest) => void)[]) {
  let at = 0;
  server.handle = (request) => {
    if (request.watch) return watches[Math.min(at++, watches.length - 1)]?.(request);
    request.json(fakeList([fakePod('a', '1'), fakePod('b', '2')], '10'));
  };
}

describe('a stream of objects', () => {
  it('lists in pages, then tells what changes', async () => {
    server.handle = (request) => {
      if (request.watch) {
        request.event('ADDED', fakePod('c', '11'));
        request.event('MODIFIED', fakePod('c', '12'));
        return request.event('DELETED', fakePod('a', '13'));
      }
      if (request.query.get('continue') === 'next') return request.json(fakeList([fakePod('b', '2')], '10'));
      request.json(fakeList([fakePod('a', '1')], '10', { continue: 'next', remainingItemCount: 1 }));
    };
    expect(await told(seen('-a'))).toEqual([
      'listing',
      'a',
      'progress 1+1',
      'b',
      'progress 2+0',
      'listed',
      'alive',
      'c',
      'c',
      '-a',
    ]);
    expect(server.requests[0]).toBe('GET /api/v1/pods?limit=500');
    expect(server.requests[2]).toContain('resourceVersion=10');
  });

  it('asks for a streamed list, and for pages where the server has none', async () => {
    server.handle = (request) => {
      if (request.query.get('sendInitialEvents') !== 'true') return request.json(fakeList([], '1'));
      request.event('ADDED', fakePod('a', '1'));
      request.event('BOOKMARK', {
        metadata: { resourceVersion: '9', annotations: { 'k8s.io/initial-events-end': 'true' } },
      });
      request.event('MODIFIED', fakePod('a', '10'));
    };
    expect(await told(seen('a', 2), { watchList: true })).toEqual(['listing', 'a', 'listed', 'a']);
    server.handle = (request) => {
      if (request.query.has('sendInitialEvents'))
        return request.json(fakeStatus(422, 'forbidden for watch'), 422);
      if (request.watch) return request.event('ADDED', fakePod('c', '11'));
      request.json(fakeList([fakePod('a', '1')], '10'));
    };
    expect(await told(seen('c'), { watchList: true })).toEqual([
      'listing',
      'KUBE_REFUSED',
      'listing',
      'a',
      'progress 1+0',
      'listed',
      'alive',
      'c',
    ]);
  });

  it('starts the list again when it is compacted in the middle, at last in one piece', async () => {
    let lists = 0;
    server.handle = (request) => {
      if (request.watch) return request.event('ADDED', fakePod('c', '11'));
      if (request.query.has('continue')) return request.json(fakeStatus(410, 'compacted'), 410);
      lists += 1;
      if (!request.query.has('limit')) return request.json(fakeList([fakePod('a', '1')], '10'));
      request.json(fakeList([fakePod('a', '1')], '10', { continue: 'gone' }));
    };
    const events = await told(seen('c'));
    expect(count(events, 'listed')).toBe(1);
    expect(count(events, 'listing')).toBe(lists);
    expect(server.requests.at(-2)).toBe('GET /api/v1/pods?');
  });

  it.each([
    ['an answer', (request: FakeRequest) => request.json(fakeStatus(410, 'too old'), 410)],
    ['an event', (request: FakeRequest) => request.event('ERROR', fakeStatus(410, 'too old'))],
  ])('lists again after 410 as %s', async (_, gone) => {
    listThen(gone, (request) => request.event('ADDED', fakePod('c', '11')));
    const events = await told(seen('c'));
    expect(count(events, 'listing')).toBe(2);
    expect(events).toContain('KUBE_GONE');
  });

  it('goes on from its version, without a list, after each other interruption', async () => {
    listThen(
      (request) => {
        request.event('ADDED', fakePod('c', '11'));
        request.response.end();
      },
      (request) => request.json(fakeStatus(500, 'etcd'), 500),
      (request) => request.json(fakeStatus(429, 'later'), 429, { 'retry-after': '0' }),
      (request) => request.response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
      (request) => request.json({ metadata: {} }, 200),
      (request) => request.request.socket.destroy(),
      (request) => {
        request.event('MODIFIED', fakePod('c', '12'));
        request.response.end('{"type":"MODIFIED","object":{"metadata":{"na');
      },
      (request) => request.event('DELETED', fakePod('a', '13')),
    );
    const events = await told(seen('-a'));
    expect(count(events, 'listing')).toBe(1);
    expect(events.filter((event) => event.startsWith('KUBE_'))).toEqual([
      'KUBE_UNREACHABLE',
      'KUBE_SERVER_FAILED',
      'KUBE_THROTTLED',
      'KUBE_ANSWER_INVALID',
      'KUBE_ANSWER_INVALID',
      'KUBE_UNREACHABLE',
      'KUBE_ANSWER_INVALID',
    ]);
    expect(server.requests.at(-1)).toContain('resourceVersion=12');
  });

  it('waits as long as the server asks it to', async () => {
    listThen(
      (request) => request.json(fakeStatus(429, 'later'), 429, { 'retry-after': '1' }),
      (request) => request.event('ADDED', fakePod('c', '11')),
    );
    const began = performance.now();
    await told(seen('c'));
    expect(performance.now() - began).toBeGreaterThanOrEqual(990);
  });

  it('takes a silent connection for dead, and a bookmark for life', async () => {
    listThen(
      (request) => {
        request.event('BOOKMARK', { metadata: { resourceVersion: '20' } });
      },
      (request) => request.event('ADDED', fakePod('c', '21')),
    );
    const events = await told(seen('c'), { idleMs: 60 });
    expect(events.slice(-5)).toEqual(['alive', 'alive', 'KUBE_UNREACHABLE', 'alive', 'c']);
    expect(server.requests.at(-1)).toContain('resourceVersion=20');
  });

  it('lists again when the server never comes to the version that it waits after', async () => {
    listThen((request) => {
      request.response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
    });
    const events = await told(seen('listing', 2), { idleMs: 40 });
    expect(count(events, 'KUBE_UNREACHABLE')).toBe(2);
  });

  it('names an object over the limit, in a list and in a watch, and goes on', async () => {
    const large = fakePod('large', '3', { spec: { text: 'x'.repeat(300_000) } });
    server.handle = (request) => {
      if (!request.watch) return request.json(fakeList([fakePod('a', '1'), large, fakePod('b', '2')], '10'));
      request.event('MODIFIED', large);
      request.event('DELETED', large);
      request.event('ADDED', fakePod('c', '11'));
    };
    const events = await told(seen('c'), { maxObjectBytes: 100_000 });
    expect(events).toEqual([
      'listing',
      'a',
      'rejected large too-large',
      'b',
      'progress 3+0',
      'listed',
      'alive',
      'rejected large too-large',
      '-large',
      'c',
    ]);
  });

  it.each([
    [
      'HTML',
      (request: FakeRequest) =>
        request.response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
    ],
    [
      'no resourceVersion',
      (request: FakeRequest) => request.json({ kind: 'PodList', metadata: {}, items: [] }),
    ],
    [
      'another object',
      (request: FakeRequest) => request.json({ kind: 'Table', metadata: { resourceVersion: '1' }, rows: [] }),
    ],
    [
      'the first half',
      (request: FakeRequest) =>
        request.response
          .writeHead(200, { 'content-type': 'application/json' })
          .end('{"metadata":{"resourceVersion":"1"},"items":[{"meta'),
    ],
  ])('never calls a list complete that is %s', async (_, answer) => {
    server.handle = answer;
    const events = await told(seen('KUBE_ANSWER_INVALID', 3));
    expect(events).not.toContain('listed');
  });

  it('slows down while it fails', async () => {
    server.handle = (request) => request.json(fakeStatus(503, 'starting'), 503);
    const delays: number[] = [];
    const over = new AbortController();
    for await (const event of streamObjects({
      client,
      resource: PODS,
      signal: over.signal,
      random: () => 0.99,
      watchList: false,
      backoff: { minMs: 2, maxMs: 16 },
    }))
      if (event.type === 'interrupted') {
        delays.push(event.delayMs);
        if (delays.length === 5) over.abort();
      }
    expect(delays).toEqual([2, 4, 8, 16, 16]);
  });
});
