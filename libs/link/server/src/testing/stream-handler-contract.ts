import assert from 'node:assert/strict';
import { zstdCompressSync } from 'node:zlib';
import { create } from '@bufbuild/protobuf';
import { isPlimsollError } from '@plimsoll/errors';
import {
  ConnectRequestSchema,
  Goodbye_Reason,
  HelloSchema,
  LINK_PROTOCOL,
  packChanges,
} from '@plimsoll/link-contract';
import type { ConnectRequest, ConnectResponse, FactChange, Hello } from '@plimsoll/link-contract';
import type { OpenedStream, Peer, StreamHandler } from '../stream-handler.js';

/** A handler under test, with an enrolled peer of its own for each case. */
export interface StreamHandlerHarness {
  readonly handler: StreamHandler;
  readonly peer: Peer;
  /** Changes that the handler stores, of different subjects. */
  readonly changes: (count: number) => readonly FactChange[];
}

export interface StreamHandlerCase {
  readonly name: string;
  readonly run: (harness: StreamHandlerHarness) => Promise<void>;
}

/**
 * What every StreamHandler keeps to, without a network. In a spec:
 * `for (const { name, run } of STREAM_HANDLER_CONTRACT) it(name, async () => run(await harness()))`.
 */
export const STREAM_HANDLER_CONTRACT: readonly StreamHandlerCase[] = [
  {
    name: 'welcomes with a stream number and credits',
    run: async (harness) => {
      const { welcome } = await open(harness);
      assert.ok(welcome.streamNumber > 0n);
      assert.ok((welcome.credits?.bytes ?? 0) > 0 && (welcome.credits?.facts ?? 0) > 0);
    },
  },
  {
    name: 'gives each stream of a cluster a higher number',
    run: async (harness) => {
      const [first, second] = [await open(harness), await open(harness)];
      assert.ok(second.welcome.streamNumber > first.welcome.streamNumber);
    },
  },
  {
    name: 'acknowledges all that a call brought, up to its last frame',
    run: async (harness) => {
      const stream = await open(harness);
      const frames = harness.changes(3).map((change, index) => facts(BigInt(index + 2), [change]));
      assert.equal(lastAck(await stream.receive(frames)), 4n);
      await stream.closed('done');
    },
  },
  {
    name: 'takes the same facts again',
    run: async (harness) => {
      const stream = await open(harness);
      const changes = harness.changes(2);
      assert.equal(lastAck(await stream.receive([facts(2n, changes)])), 2n);
      assert.equal(lastAck(await stream.receive([facts(3n, changes)])), 3n);
    },
  },
  {
    name: 'refuses the frames of an older stream',
    run: async (harness) => {
      const older = await open(harness);
      await open(harness);
      await refused(older, facts(2n, harness.changes(1)));
    },
  },
  {
    name: 'refuses a batch that inflates to more than it declares, by a coded error',
    run: async (harness) => {
      const bomb = zstdCompressSync(Buffer.alloc(64 * 1024 * 1024));
      const frame = create(ConnectRequestSchema, {
        sequence: 2n,
        frame: { case: 'facts', value: { zstd: bomb, uncompressedBytes: 100 } },
      });
      await refused(await open(harness), frame);
    },
  },
  {
    name: 'drops what it pushes after the end, and may be closed without a frame',
    run: async (harness) => {
      const stream = await open(harness);
      await stream.closed('the connection ended');
    },
  },
];

const HELLO: Hello = create(HelloSchema, {
  protocolMin: LINK_PROTOCOL.min,
  protocolMax: LINK_PROTOCOL.max,
  agentVersion: 'contract',
  instanceId: 'contract',
});

async function open({ handler, peer }: StreamHandlerHarness): Promise<OpenedStream> {
  const opened = await handler.open(peer, HELLO, () => undefined);
  if ('refused' in opened) throw new assert.AssertionError({ message: `refused: ${opened.refused.detail}` });
  return opened;
}

const facts = (sequence: bigint, changes: readonly FactChange[]): ConnectRequest =>
  create(ConnectRequestSchema, { sequence, frame: { case: 'facts', value: packChanges(changes) } });

function lastAck(answers: readonly ConnectResponse[]): bigint | undefined {
  const acks = answers.map(({ frame }) => (frame.case === 'ack' ? frame.value.sequence : undefined));
  return acks.findLast((sequence) => sequence !== undefined);
}

async function refused(stream: OpenedStream, frame: ConnectRequest): Promise<void> {
  const outcome = await stream.receive([frame]).catch((error: unknown) => error);
  if (isPlimsollError(outcome)) return;
  assert.ok(Array.isArray(outcome), 'an error without a code');
  const answers: readonly ConnectResponse[] = outcome;
  assert.equal(lastAck(answers), undefined, 'it was acknowledged');
  assert.ok(
    answers.some(
      (answer) => answer.frame.case === 'goodbye' && answer.frame.value.reason !== Goodbye_Reason.UNSPECIFIED,
    ),
  );
}
