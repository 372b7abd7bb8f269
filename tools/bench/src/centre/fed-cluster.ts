import { randomUUID } from 'node:crypto';
import type { Habits } from '@plimsoll/fleet';
import { createStreamHandler } from '@plimsoll/ingest';
import { enrolledPeer } from '@plimsoll/ingest/testing';
import type { ConnectRequest } from '@plimsoll/link-contract';
import { SOURCE_IDS, type ClusterId, type Fact, type SourceId } from '@plimsoll/model';
import { silentLogger, systemClock } from '@plimsoll/runtime';
import { createMetrics } from '@plimsoll/runtime/metrics';
import { benchErrors } from '../errors.js';
import type { BenchCentre } from './bench-centre.js';
import {
  epochFrames,
  factFrames,
  prepared,
  preparedFacts,
  type Frame,
  type PreparedFact,
} from './prepared-facts.js';

/** What a live cluster of a cluster agent has: complete, also where there is nothing of a kind. */
const SOURCES: readonly SourceId[] = [
  ...SOURCE_IDS.filter((source) => source.startsWith('kube/')),
  'cluster/version',
];
const FRAMES_A_COMMIT = 20;

const VERSION: Fact = {
  source: 'cluster/version',
  partition: '',
  subject: { group: '', kind: 'Cluster', namespace: '', name: 'cluster' },
  body: { shape: 'settings', settings: { gitVersion: 'v1.34.2' } },
};

/** Brings a generated cluster into the store by ingest itself, without a network. @returns how many facts it has */
export async function feedCluster(
  { store, organizationId }: BenchCentre,
  clusterId: ClusterId,
  { seed, count, habits }: { readonly seed: number; readonly count: number; readonly habits?: Habits },
): Promise<number> {
  const facts = [prepared(VERSION), ...preparedFacts(seed, count - 1, 0, habits)];
  const handler = createStreamHandler({
    store,
    queue: { enqueue: () => Promise.resolve() },
    clock: systemClock,
    logger: silentLogger,
    metrics: createMetrics(),
  });
  const peer = await enrolledPeer(store, organizationId, clusterId);
  const stream = await handler.open(peer, hello(), () => undefined);
  if ('refused' in stream) throw benchErrors.error('BENCH_STREAM_ENDED', stream.refused.detail);
  const frames = framesOf(facts);
  for (let at = 0; at < frames.length; at += FRAMES_A_COMMIT) {
    const answers = await stream.receive(frames.slice(at, at + FRAMES_A_COMMIT));
    const goodbye = answers.find(({ frame }) => frame.case === 'goodbye');
    if (goodbye) throw benchErrors.error('BENCH_STREAM_ENDED', JSON.stringify(goodbye.frame.value));
  }
  return facts.length;
}

function framesOf(facts: readonly PreparedFact[]): readonly ConnectRequest[] {
  const frames: readonly Frame[] = [...factFrames(facts), ...epochFrames(facts, SOURCES)];
  return frames.map((frame, index) => ({
    $typeName: 'plimsoll.link.v1.ConnectRequest',
    sequence: BigInt(index + 2), // hello was the first
    frame,
  }));
}

function hello() {
  return {
    $typeName: 'plimsoll.link.v1.Hello',
    protocolMin: 1,
    protocolMax: 1,
    capabilities: [],
    agentVersion: 'bench',
    instanceId: randomUUID(),
    stateRoot: new Uint8Array(),
    roots: [],
    agentTimeMs: BigInt(Date.now()),
  } satisfies Parameters<ReturnType<typeof createStreamHandler>['open']>[1];
}
