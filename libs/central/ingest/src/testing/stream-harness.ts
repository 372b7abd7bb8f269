import { randomUUID } from 'node:crypto';
import { packChanges, packEpochs } from '@plimsoll/link-contract';
import type { ConnectRequest, ConnectResponse, FactChange, Goodbye, Hello } from '@plimsoll/link-contract';
import type { OpenedStream, Peer } from '@plimsoll/link-server';
import {
  Buckets,
  TRIM_VERSION,
  bodyDigest,
  bucketOf,
  canonicalBody,
  factDigest,
  isAgentId,
  stateRoot,
  type ClusterId,
  type OrganizationId,
} from '@plimsoll/model';
import { silentLogger, systemClock, type Clock } from '@plimsoll/runtime';
import { createMetrics } from '@plimsoll/runtime/metrics';
import type { Store } from '@plimsoll/store';
import { createStreamHandler } from '../stream/stream-handler.js';

export type Frame = ConnectRequest['frame'];
type Unit = { readonly source: string; readonly partition: string };
export const PODS: Unit = { source: 'kube/core/Pod', partition: '' };

/** An agent row for the cluster, and the peer that its certificate would name. */
export async function enrolledPeer(
  store: Store,
  organizationId: OrganizationId,
  clusterId: ClusterId,
): Promise<Peer> {
  const agentId = randomUUID();
  if (!isAgentId(agentId)) throw new Error('not an agent id');
  await store.transaction(organizationId, (tx) =>
    tx.query(
      `insert into agents (organization_id, cluster_id, agent_id, public_key, join_counter, join_secret_hash, certificate, certificate_expires)
       values ($1, $2, $3, $4, 1, $4, $4, now() + interval '1 day')`,
      [organizationId, clusterId, agentId, Buffer.alloc(32)],
    ),
  );
  return { organizationId, clusterId, agentId, certificateFingerprint: '00'.repeat(32) };
}

/** A handler that remembers which jobs it asked for. */
export function testHandler(
  store: Store,
  options: { readonly clock?: Clock; readonly intake?: string } = {},
) {
  const enqueued: string[] = [];
  const handler = createStreamHandler({
    store,
    queue: {
      enqueue: (job, payload) =>
        Promise.resolve(void enqueued.push(`${job} ${'clusterId' in payload ? payload.clusterId : ''}`)),
    },
    clock: options.clock ?? systemClock,
    logger: silentLogger,
    metrics: createMetrics(),
    ...(options.intake !== undefined && { intake: options.intake }),
  });
  return { handler, enqueued };
}

/** One stream, spoken to by hand. */
export class TestStream {
  readonly pushed: ConnectResponse['frame'][] = [];
  readonly #waiting: (() => void)[] = [];
  #sequence = 1n;
  #stream: OpenedStream | undefined;

  static async open(
    handler: ReturnType<typeof createStreamHandler>,
    peer: Peer,
    roots: Hello['roots'] = [],
  ): Promise<TestStream> {
    const test = new TestStream();
    const opened = await handler.open(peer, hello(roots), ({ frame }) => test.#push(frame));
    if ('refused' in opened) throw new Error(`refused: ${opened.refused.detail}`);
    test.#stream = opened;
    return test;
  }

  get welcome() {
    return this.#opened.welcome;
  }

  /** All frames as one call, with the answers to it. */
  async send(...frames: readonly Frame[]): Promise<readonly ConnectResponse['frame'][]> {
    const requests = frames.map((frame): ConnectRequest => {
      this.#sequence += 1n;
      return { $typeName: 'plimsoll.link.v1.ConnectRequest', sequence: this.#sequence, frame };
    });
    return (await this.#opened.receive(requests)).map(({ frame }) => frame);
  }

  /** Waits until that many frames were pushed. */
  async pushes(count: number): Promise<readonly ConnectResponse['frame'][]> {
    while (this.pushed.length < count) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return this.pushed;
  }

  close(): Promise<void> {
    return this.#opened.closed('the test ended');
  }

  get #opened(): OpenedStream {
    if (!this.#stream) throw new Error('not open');
    return this.#stream;
  }

  #push(frame: ConnectResponse['frame']): void {
    this.pushed.push(frame);
    for (const resume of this.#waiting.splice(0)) resume();
  }
}

export async function refusal(
  handler: ReturnType<typeof createStreamHandler>,
  peer: Peer,
  change: Partial<Hello> = {},
): Promise<Goodbye> {
  const opened = await handler.open(peer, { ...hello([]), ...change }, () => undefined);
  if ('refused' in opened) return opened.refused;
  throw new Error('the stream was opened');
}

export function hello(roots: Hello['roots']): Hello {
  return {
    $typeName: 'plimsoll.link.v1.Hello',
    protocolMin: 1,
    protocolMax: 1,
    capabilities: [],
    agentVersion: 'test',
    instanceId: 'test',
    stateRoot: roots.length === 0 ? new Uint8Array(0) : stateRoot(roots),
    roots,
    agentTimeMs: BigInt(Date.now()),
  };
}

/** What an agent counts, kept beside the centre for comparison. */
export class Counted {
  readonly #digests = new Map<string, Uint8Array>();

  pod(name: string, uid = '1', changes: Partial<FactChange> = {}): FactChange {
    return this.count(podChange(name, uid, changes));
  }

  count(change: FactChange): FactChange {
    this.#digests.set(change.subjectKey, change.digest);
    return change;
  }

  forget(name: string): void {
    this.#digests.delete(podKey(name));
  }

  buckets(): Buckets {
    const buckets = new Buckets();
    for (const [key, digest] of this.#digests) buckets.add(bucketOf(key), digest);
    return buckets;
  }

  subjects() {
    return [...this.#digests].map(
      ([subjectKey, digest]) =>
        ({ $typeName: 'plimsoll.link.v1.SubjectDigest', subjectKey, digest }) as const,
    );
  }
}

export const podKey = (name: string): string => `/Pod/default/${name}`;

export function podChange(name: string, uid: string, changes: Partial<FactChange> = {}): FactChange {
  const body = canonicalBody({
    shape: 'object',
    object: { apiVersion: 'v1', kind: 'Pod', metadata: { name, uid } },
  });
  return bodyChange(podKey(name), Buffer.from(body), changes);
}

/** A change with the right digest for whatever bytes. */
export function bodyChange(
  subjectKey: string,
  body: Uint8Array,
  changes: Partial<FactChange> = {},
): FactChange {
  return {
    $typeName: 'plimsoll.link.v1.FactChange',
    ...PODS,
    subjectKey,
    digest: factDigest(subjectKey, TRIM_VERSION, bodyDigest(body)),
    trimVersion: TRIM_VERSION,
    change: { case: 'body', value: body },
    ...changes,
  };
}

export function endedChange(name: string): FactChange {
  const ended = { case: 'ended', value: { $typeName: 'plimsoll.link.v1.FactChange.Ended' } } as const;
  return podChange(name, '0', { change: ended, digest: new Uint8Array(0) });
}

export const facts = (...changes: readonly FactChange[]): Frame => ({
  case: 'facts',
  value: packChanges(changes),
});

export function epoch(root: Uint8Array, unit: Unit = PODS): Frame {
  return {
    case: 'epochEnd',
    value: { $typeName: 'plimsoll.link.v1.EpochEnd', ...unit, outcome: { case: 'root', value: root } },
  };
}

/** Ends of epochs by one frame. */
export const epochs = (...frames: readonly Frame[]): Frame => ({
  case: 'epochs',
  value: packEpochs(frames.flatMap((frame) => (frame.case === 'epochEnd' ? [frame.value] : []))),
});

export function notCollected(reason: string, unit: Unit = PODS): Frame {
  const value = { $typeName: 'plimsoll.link.v1.EpochEnd.NotCollected', reason, detail: '' } as const;
  return {
    case: 'epochEnd',
    value: { $typeName: 'plimsoll.link.v1.EpochEnd', ...unit, outcome: { case: 'notCollected', value } },
  };
}

export function bucketList(buckets: Buckets): Frame {
  const list = buckets
    .entries()
    .map(([bucket, value]) => ({ $typeName: 'plimsoll.link.v1.Bucket', bucket, value }) as const);
  return { case: 'buckets', value: { $typeName: 'plimsoll.link.v1.BucketList', ...PODS, buckets: list } };
}

export function subjectList(buckets: readonly number[], subjects: ReturnType<Counted['subjects']>): Frame {
  const value = { ...PODS, buckets: [...buckets], subjects, last: true };
  return { case: 'subjects', value: { $typeName: 'plimsoll.link.v1.SubjectList', ...value } };
}

export function heartbeat(roots: Hello['roots'] = []): Frame {
  return {
    case: 'heartbeat',
    value: {
      $typeName: 'plimsoll.link.v1.Heartbeat',
      agentTimeMs: BigInt(Date.now()),
      confirmed: roots,
      reading: [],
    },
  };
}

export function partitionRoot(root: Uint8Array, unit: Unit = PODS): Hello['roots'][number] {
  return { $typeName: 'plimsoll.link.v1.PartitionRoot', ...unit, root };
}
