// The agent's side of `ingest`, a process of its own: prepares frames, and sends them when it is told to.
import { randomUUID } from 'node:crypto';
import { openLink, readAgentState, type Link } from '@plimsoll/link-client';
import { silentLogger, systemClock } from '@plimsoll/runtime';
import { factFrames, preparedFacts, type Frame } from '../centre/prepared-facts.js';
import { benchErrors } from '../errors.js';
import type { Told, ToFeeder } from './feeder-protocol.js';

const [stateFile = ''] = process.argv.slice(2);

async function open(): Promise<Link> {
  const opened = await openLink({
    state: await readAgentState(stateFile),
    clock: systemClock,
    logger: silentLogger,
    hello: {
      $typeName: 'plimsoll.link.v1.Hello',
      protocolMin: 1,
      protocolMax: 1,
      capabilities: [],
      agentVersion: 'bench',
      instanceId: randomUUID(),
      stateRoot: new Uint8Array(),
      roots: [],
      agentTimeMs: BigInt(Date.now()),
    },
  });
  if (opened.kind === 'open') return opened.link;
  throw benchErrors.error('BENCH_STREAM_ENDED', `${opened.end.code}: ${opened.end.detail}`);
}

/** Frames on their way that are not acknowledged: never more facts than the centre's credits. */
class Window {
  private sent = 0n;
  private acknowledged = 0n;
  private wake: (() => void) | undefined;
  acks = 0;

  constructor(private readonly frames: bigint) {}

  async room(): Promise<void> {
    await this.until(() => this.sent - this.acknowledged < this.frames);
  }

  async drained(): Promise<void> {
    await this.until(() => this.acknowledged >= this.sent);
  }

  went(sequence: bigint): void {
    this.sent = sequence;
  }

  acknowledge(sequence: bigint): void {
    this.acknowledged = sequence;
    this.acks += 1;
    this.wake?.();
  }

  private async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => (this.wake = resolve));
  }
}

const link = await open();
const FACTS_A_FRAME = 50;
const window = new Window(BigInt(Math.floor((link.welcome.credits?.facts ?? 2_000) / FACTS_A_FRAME)));
let frames: readonly Frame[] = [];

async function listen(): Promise<void> {
  for await (const { frame } of link) if (frame.case === 'ack') window.acknowledge(frame.value.sequence);
}

async function send(): Promise<Told> {
  const acksBefore = window.acks;
  const started = performance.now();
  for (const frame of frames) {
    await window.room();
    const sequence = await link.send(frame);
    if (sequence === undefined) throw benchErrors.error('BENCH_STREAM_ENDED', 'the stream ended');
    window.went(sequence);
  }
  await window.drained();
  return { milliseconds: performance.now() - started, commits: window.acks - acksBefore };
}

async function obey(order: ToFeeder): Promise<Told> {
  if (order.order === 'send') return send();
  frames = factFrames([...preparedFacts(order.seed, order.count, order.version)]);
  return { milliseconds: 0, commits: 0 };
}

process.on('message', (order: ToFeeder) => void obey(order).then((told) => process.send?.(told)));
process.on('disconnect', () => process.exit(0));
void listen();
