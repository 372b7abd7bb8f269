import { readFileSync } from 'node:fs';
import { createStreamHandler } from '@plimsoll/ingest';
import { enrolledPeer } from '@plimsoll/ingest/testing';
import { receiveFrame, negotiateProtocol, type ConnectRequest } from '@plimsoll/link-contract';
import type { OpenedStream, Peer, StreamHandler } from '@plimsoll/link-server';
import type { ClusterId, OrganizationId } from '@plimsoll/model';
import { silentLogger, systemClock } from '@plimsoll/runtime';
import { createMetrics } from '@plimsoll/runtime/metrics';
import { testStore, type TestStore } from '@plimsoll/store/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { factsOf, progress } from '../flow/support/read.js';

interface Recording {
  readonly protocol: number;
  /** Each the frames of an agent in their order, Hello first, Base64 of what was on the wire. */
  readonly streams: readonly (readonly string[])[];
  /** What the centre holds after all of them. */
  readonly stored: readonly {
    readonly subject: string;
    readonly source: string;
    readonly digest: string;
    readonly body: string;
  }[];
}

const recording: Recording = JSON.parse(
  readFileSync(new URL('testdata/protocol-1.json', import.meta.url), 'utf8'),
);

let db: TestStore;
let organizationId: OrganizationId;
let clusterId: ClusterId;
let peer: Peer;
let handler: StreamHandler;

beforeAll(async () => {
  db = await testStore();
  organizationId = await db.createOrganization();
  clusterId = await db.createCluster(organizationId);
  peer = await enrolledPeer(db.store, organizationId, clusterId);
  const queue = { enqueue: () => Promise.resolve() };
  const parts = { clock: systemClock, logger: silentLogger, metrics: createMetrics() };
  handler = createStreamHandler({ store: db.store, queue, ...parts });
});
afterAll(() => db.close());

function frameOf(text: string): ConnectRequest {
  const received = receiveFrame(Buffer.from(text, 'base64'));
  if ('unreadable' in received) throw new Error(received.unreadable);
  return received.frame;
}

/** Opens a stream with its recorded Hello and hands in the rest, one call a frame. */
async function replay(frames: readonly string[]) {
  const [first, ...rest] = frames.map(frameOf);
  if (first?.frame.case !== 'hello') throw new Error('the recording does not begin with Hello');
  const { protocolMin: min, protocolMax: max } = first.frame.value;
  const opened = await handler.open(peer, first.frame.value, () => undefined);
  if ('refused' in opened) throw new Error(opened.refused.detail);
  const answers = [];
  for (const frame of rest) answers.push(...(await opened.receive([frame])));
  await opened.closed('the recording ends');
  return { spoken: negotiateProtocol({ min, max }), welcome: (opened as OpenedStream).welcome, answers };
}

describe(`an agent of protocol ${recording.protocol}`, () => {
  it('is understood frame by frame, and what it said is stored byte for byte', async () => {
    const [stream = []] = recording.streams;
    const { spoken, answers } = await replay(stream);
    expect(spoken).toBe(recording.protocol);
    const rejected = answers.flatMap(({ frame }) => (frame.case === 'ack' ? frame.value.rejected : []));
    expect(rejected).toEqual([]);
    expect(answers.filter(({ frame }) => frame.case === 'goodbye')).toEqual([]);
    const rows = await factsOf({ store: db.store, organizationId, clusterId });
    const byKey = (left: { subject: string }, right: { subject: string }) =>
      left.subject < right.subject ? -1 : 1;
    expect(
      rows
        .map(({ subject_key: subject, source, digest, body }) => ({
          subject,
          source,
          digest: digest.toString('hex'),
          body,
        }))
        .sort(byKey),
    ).toEqual([...recording.stored].sort(byKey));
    const { units } = await progress({ store: db.store, organizationId, clusterId });
    expect(units).toEqual({
      'host/boot': 'not-collected',
      'host/sysctl': 'complete',
      'kube/core/Pod': 'complete',
    });
  });

  it('that comes back with the roots of what it sent is in sync: nothing is asked again', async () => {
    const { welcome } = await replay(recording.streams[1] ?? []);
    expect(welcome.inSync).toBe(true);
  });
});
