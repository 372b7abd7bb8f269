import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { status } from '@grpc/grpc-js';
import type { ServiceError } from '@grpc/grpc-js';
import { create, toBinary } from '@bufbuild/protobuf';
import { createCertificateAuthority } from '@plimsoll/link-certificates';
import {
  ConnectRequestSchema,
  ConnectResponseSchema,
  Goodbye_Reason,
  LINK_LIMITS,
  LINK_PROTOCOL,
  packChanges,
  FactChangeSchema,
} from '@plimsoll/link-contract';
import type { ConnectResponse } from '@plimsoll/link-contract';
import { defineErrors } from '@plimsoll/errors';
import { createMetrics } from '@plimsoll/runtime/metrics';
import type { Metrics } from '@plimsoll/runtime';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rawStream, startTestLink, testCertificate } from './testing/index.js';
import type { TestCertificate, TestLink } from './testing/index.js';

const HELLO = {
  case: 'hello',
  value: { protocolMin: LINK_PROTOCOL.min, protocolMax: LINK_PROTOCOL.max, agentVersion: 'test' },
} as const;
const HEARTBEAT = { case: 'heartbeat', value: {} } as const;
const bytes = (sequence: bigint, frame: MessageInitShape<typeof ConnectRequestSchema>['frame']) =>
  toBinary(
    ConnectRequestSchema,
    create(ConnectRequestSchema, frame === undefined ? { sequence } : { sequence, frame }),
  );

let link: TestLink;
let certificate: TestCertificate;
const calls: ReturnType<typeof rawStream>[] = [];

async function restart(options: Parameters<typeof startTestLink>[0]): Promise<void> {
  await link.close();
  link = await startTestLink(options);
  certificate = await testCertificate(link.ca);
}

beforeEach(async () => {
  link = await startTestLink();
  certificate = await testCertificate(link.ca);
});
afterEach(async () => {
  for (const call of calls.splice(0)) {
    call.cancel();
    call.closeClient();
  }
  await link.close();
});

/** A raw stream, all that came back on it, and how it ended. */
function stream(shown: TestCertificate | undefined = certificate) {
  const call = rawStream(link, shown);
  calls.push(call);
  const frames: ConnectResponse[] = [];
  const waiting: (() => void)[] = [];
  call.on('data', (frame: ConnectResponse) => {
    frames.push(frame);
    for (const look of waiting) look();
  });
  const ended = new Promise<ServiceError | 'ended'>((resolve) => {
    call.on('error', (error: ServiceError) => resolve(error));
    call.on('end', () => resolve('ended'));
  });
  const next = (kind: ConnectResponse['frame']['case']) =>
    new Promise<ConnectResponse>((resolve) => {
      const look = () => {
        const found = frames.find(({ frame }) => frame.case === kind);
        if (found) resolve(found);
      };
      waiting.push(look);
      look();
    });
  return { call, frames, ended, next };
}

/** Metrics that tell of each frame that has come in. */
function countingFrames(onFrame: () => void): Metrics {
  const metrics = createMetrics();
  return {
    ...metrics,
    counter: (name, help, labels) =>
      name === 'plimsoll_link_frames_total' ? { add: onFrame } : metrics.counter(name, help, labels),
  };
}

const goodbyeOf = (frames: readonly ConnectResponse[]) => {
  const last = frames.at(-1)?.frame;
  return last?.case === 'goodbye'
    ? { reason: last.value.reason, detail: last.value.detail, retryAfterMs: last.value.retryAfterMs }
    : undefined;
};

describe('a stream', () => {
  it('knows its peer by the certificate, and ends when the agent half-closes', async () => {
    const { call, next, ended } = stream();
    call.write(bytes(1n, HELLO));
    const welcome = await next('welcome');
    expect(welcome.frame.value).toMatchObject({ protocol: LINK_PROTOCOL.max, streamNumber: 1n });
    expect(link.streams.streams[0]?.peer).toMatchObject(certificate.agent);
    call.write(bytes(2n, HEARTBEAT));
    call.end();
    expect(await ended).toBe('ended');
    expect(link.streams.streams[0]?.ended).toBeDefined();
  });

  it('is never opened without a certificate, with one of another authority, or with an expired one', async () => {
    const other = await createCertificateAuthority(Date.now());
    const expired = await testCertificate(link.ca, certificate.agent, Date.now() - 25 * 3_600_000);
    const noCertificate = rawStream(link);
    calls.push(noCertificate);
    const refused = once(noCertificate, 'error');
    noCertificate.write(bytes(1n, HELLO));
    expect(await refused).toMatchObject([{ code: status.UNAVAILABLE }]);
    for (const shown of [await testCertificate(other, certificate.agent), expired]) {
      const { call, ended } = stream(shown);
      call.write(bytes(1n, HELLO));
      expect(await ended).toMatchObject({ code: status.UNAVAILABLE });
    }
    expect(link.streams.streams).toHaveLength(0);
  });

  it.each<[string, readonly Uint8Array[], string]>([
    ['does not begin with hello', [bytes(1n, HEARTBEAT)], 'the first frame is heartbeat, not hello'],
    ['begins with another sequence', [bytes(2n, HELLO)], 'sequence 2 at the start, expected 1'],
    ['has a gap', [bytes(1n, HELLO), bytes(2n, HEARTBEAT), bytes(4n, HEARTBEAT)], 'sequence 4, expected 3'],
    ['repeats a sequence', [bytes(1n, HELLO), bytes(1n, HEARTBEAT)], 'sequence 1, expected 2'],
    ['says hello twice', [bytes(1n, HELLO), bytes(2n, HELLO)], 'a second hello'],
    ['holds a frame of no kind', [bytes(1n, HELLO), bytes(2n, undefined)], 'a frame of a kind'],
    [
      'holds a message over the limit',
      [bytes(1n, HELLO), new Uint8Array(LINK_LIMITS.messageBytes + 1)],
      'the limit is',
    ],
    ['holds what is no message', [bytes(1n, HELLO), Buffer.from([0x12, 0xff])], 'not a readable message'],
    [
      'holds text that is not UTF-8',
      [Buffer.from([0x08, 0x01, 0x12, 0x04, 0x22, 0x02, 0xc3, 0x28])],
      'not a readable message',
    ],
    [
      'speaks another protocol',
      [bytes(1n, { case: 'hello', value: { protocolMin: 900, protocolMax: 901 } })],
      'no common protocol with 900..901',
    ],
  ])('that %s gets a goodbye that says so', async (_name, messages, detail) => {
    const { call, frames, ended } = stream();
    for (const message of messages) call.write(message);
    expect(await ended).toBe('ended');
    expect(goodbyeOf(frames)).toMatchObject({
      reason: Goodbye_Reason.PROTOCOL,
      detail: expect.stringContaining(detail),
    });
  });

  it('has what was in order handled before a gap ends it', async () => {
    const { call, frames, ended } = stream();
    for (const message of [bytes(1n, HELLO), bytes(2n, HEARTBEAT), bytes(9n, HEARTBEAT)]) call.write(message);
    await ended;
    expect(frames.map(({ frame }) => frame.case)).toEqual(['welcome', 'ack', 'goodbye']);
    expect(link.streams.streams[0]?.calls.flat().map(({ sequence }) => sequence)).toEqual([2n]);
  });

  it('far over the message limit is ended unread', async () => {
    const { call, ended } = stream();
    call.write(new Uint8Array(3 * LINK_LIMITS.messageBytes));
    expect(await ended).toMatchObject({ code: status.RESOURCE_EXHAUSTED });
  });

  it('with a bomb in a batch ends by its code and inflates nothing', async () => {
    const { call, ended } = stream();
    const batch = packChanges([
      create(FactChangeSchema, { source: 'x', change: { case: 'body', value: new Uint8Array(2_000_000) } }),
    ]);
    call.write(bytes(1n, HELLO));
    call.write(bytes(2n, { case: 'facts', value: { ...batch, uncompressedBytes: 10 } }));
    const error = await ended;
    expect(error).toMatchObject({ code: status.RESOURCE_EXHAUSTED });
    expect(error === 'ended' ? undefined : error.metadata.get('plimsoll-code')).toEqual([
      'LINK_BATCH_TOO_LARGE',
    ]);
  });

  it('ends by the status and code of what the handler throws, and by INTERNAL without text for a defect', async () => {
    const { error } = defineErrors({ STORE_AWAY: { kind: 'unavailable', hint: 'Wait.' } });
    link.streams.work = () => Promise.reject(error('STORE_AWAY', 'the store does not answer'));
    const first = stream();
    for (const message of [bytes(1n, HELLO), bytes(2n, HEARTBEAT)]) first.call.write(message);
    expect(await first.ended).toMatchObject({
      code: status.UNAVAILABLE,
      details: 'the store does not answer',
    });
    link.streams.work = () => Promise.reject(new Error('select secret from table'));
    const second = stream();
    for (const message of [bytes(1n, HELLO), bytes(2n, HEARTBEAT)]) second.call.write(message);
    expect(await second.ended).toMatchObject({ code: status.INTERNAL, details: 'internal error' });
    await link.streams.until(() => link.streams.streams.every(({ ended }) => ended !== undefined));
  });

  it('hands over together what came in while the last call worked, one call at a time', async () => {
    const gate = Promise.withResolvers<void>();
    const arrived = Promise.withResolvers<void>();
    let frames = 0;
    await restart({ metrics: countingFrames(() => ++frames === 50 && arrived.resolve()) });
    let working = 0;
    let most = 0;
    link.streams.work = async () => {
      most = Math.max(most, ++working);
      await gate.promise;
      working -= 1;
    };
    const { call, next, ended } = stream();
    call.write(bytes(1n, HELLO));
    await next('welcome');
    call.write(bytes(2n, HEARTBEAT));
    await link.streams.until(() => link.streams.streams[0]?.calls.length === 1);
    for (let sequence = 3n; sequence <= 50n; sequence++) call.write(bytes(sequence, HEARTBEAT));
    await arrived.promise;
    gate.resolve();
    call.end();
    await ended;
    const sequences =
      link.streams.streams[0]?.calls.map((frames) => frames.map(({ sequence }) => Number(sequence))) ?? [];
    expect(sequences.flat()).toEqual(Array.from({ length: 49 }, (_, index) => index + 2));
    expect(sequences).toHaveLength(2);
    expect(most).toBe(1);
  });

  it('holds a fast agent back when the centre is slow, with bounded memory', async () => {
    const gate = Promise.withResolvers<void>();
    link.streams.work = () => gate.promise;
    const { call, ended } = stream();
    call.write(bytes(1n, HELLO));
    const detail = 'x'.repeat(500_000);
    let accepted = 0;
    let stopped = false;
    for (let sequence = 2n; sequence < 402n; sequence++) {
      const message = bytes(sequence, { case: 'commandResult', value: { commandId: 'c', detail } });
      if (call.write(message)) continue;
      const drained = await Promise.race([
        once(call, 'drain').then(() => true),
        new Promise<false>((resolve) => setTimeout(() => resolve(false), 1_000)),
      ]);
      accepted = Number(sequence);
      stopped = !drained;
      if (stopped) break;
    }
    expect(stopped).toBe(true);
    expect(accepted * 500_000).toBeLessThan(60_000_000); // of 200 MB offered
    gate.resolve();
    call.end();
    await ended;
  });

  it('shows the centre what comes in while it works, and hands it over in the next call', async () => {
    const gate = Promise.withResolvers<void>();
    link.streams.work = () => gate.promise;
    const { call, ended } = stream();
    call.write(bytes(1n, HELLO));
    const result = (commandId: string) =>
      ({ case: 'commandResult', value: { commandId, detail: '' } }) as const;
    call.write(bytes(2n, result('first')));
    await link.streams.until(() => link.streams.streams[0]?.calls.length === 1);
    call.write(bytes(3n, result('second')));
    await link.streams.until(() => link.streams.streams[0]?.prepared.length === 2);
    gate.resolve();
    await link.streams.until(() => link.streams.streams[0]?.calls.length === 2);
    const [seen] = link.streams.streams;
    expect(seen?.prepared).toEqual(seen?.calls.flat());
    call.end();
    await ended;
  });

  it('without a hello in time, or silent for three heartbeats, gets its goodbye', async () => {
    await restart({ limits: { helloMs: 50 } });
    const mute = stream();
    expect(await mute.ended).toBe('ended');
    expect(goodbyeOf(mute.frames)).toMatchObject({
      reason: Goodbye_Reason.PROTOCOL,
      detail: 'no hello in time',
    });
    await restart({ limits: { heartbeatMs: 20 } });
    const silent = stream();
    silent.call.write(bytes(1n, HELLO));
    expect(await silent.ended).toBe('ended');
    expect(goodbyeOf(silent.frames)).toMatchObject({ reason: Goodbye_Reason.SILENT });
  });

  it('whose certificate expires meanwhile is asked to come back with the next one', async () => {
    let passed = 0;
    const clock = { now: () => Date.now() + passed };
    await restart({ clock, limits: { heartbeatMs: 200 } });
    const { call, frames, next, ended } = stream();
    call.write(bytes(1n, HELLO));
    await next('welcome');
    passed = 25 * 3_600_000;
    await ended;
    expect(goodbyeOf(frames)?.reason).toBe(Goodbye_Reason.RENEWED);
  });

  it('is superseded by the next of the same cluster', async () => {
    const older = stream();
    older.call.write(bytes(1n, HELLO));
    await older.next('welcome');
    const newer = stream();
    newer.call.write(bytes(1n, HELLO));
    await newer.next('welcome');
    older.call.write(bytes(2n, HEARTBEAT));
    await older.ended;
    expect(goodbyeOf(older.frames)?.reason).toBe(Goodbye_Reason.SUPERSEDED);
  });

  it('that does not read is given up, with bounded memory', async () => {
    await restart({ limits: { outbox: { frames: 64, stallMs: 100 } } });
    const { call, next } = stream();
    call.write(bytes(1n, HELLO));
    await next('welcome');
    call.pause();
    const [seen] = link.streams.streams;
    const subjectKeys = Array.from({ length: 1_000 }, (_, index) => `${'k'.repeat(500)}${index}`);
    const frame = create(ConnectResponseSchema, {
      frame: { case: 'sendSubjects', value: { source: 's', subjectKeys } },
    });
    for (let pushed = 0; pushed < 64; pushed++) seen?.push(frame);
    await link.streams.until(() => seen?.ended !== undefined);
    expect(seen?.ended).toBe('the agent does not read');
  });

  it('that says everything at once and half-closes has all of it handled', async () => {
    const { call, frames, ended } = stream();
    for (const message of [bytes(1n, HELLO), bytes(2n, HEARTBEAT), bytes(3n, HEARTBEAT)]) call.write(message);
    call.end();
    await ended;
    expect(link.streams.streams[0]?.calls.flat()).toHaveLength(2);
    expect(frames.at(-1)?.frame).toMatchObject({ case: 'ack', value: { sequence: 3n } });
  });

  it('gets its welcome first, whatever the handler pushes while it opens', async () => {
    const command = create(ConnectResponseSchema, { frame: { case: 'command', value: { id: 'early' } } });
    const { streams } = link;
    await restart({
      streams: {
        open: (peer, hello, push) => {
          push(command);
          return streams.open(peer, hello, push);
        },
      },
    });
    const { call, frames, next } = stream();
    call.write(bytes(1n, HELLO));
    await next('command');
    expect(frames.map(({ frame }) => frame.case)).toEqual(['welcome', 'command']);
  });

  it('receives what the handler pushes', async () => {
    const { call, next } = stream();
    call.write(bytes(1n, HELLO));
    await next('welcome');
    const [seen] = link.streams.streams;
    seen?.push(
      create(ConnectResponseSchema, {
        frame: { case: 'command', value: { id: 'c-1', command: { case: 'refresh', value: {} } } },
      }),
    );
    expect((await next('command')).frame.value).toMatchObject({ id: 'c-1' });
  });
});

describe('the listeners', () => {
  it('drain: the work in hand is acknowledged, everybody gets a goodbye with another time, nobody comes in', async () => {
    const gate = Promise.withResolvers<void>();
    link.streams.work = () => gate.promise;
    const certificates = await Promise.all(Array.from({ length: 5 }, () => testCertificate(link.ca)));
    const streams = certificates.map((shown) => stream(shown));
    for (const { call } of streams)
      for (const message of [bytes(1n, HELLO), bytes(2n, HEARTBEAT)]) call.write(message);
    await link.streams.until(
      () =>
        link.streams.streams.length === 5 && link.streams.streams.every(({ calls }) => calls.length === 1),
    );
    const drained = link.server.drain(5_000);
    gate.resolve();
    await drained;
    await Promise.all(streams.map(({ ended }) => ended));
    for (const { frames } of streams) {
      expect(frames.map(({ frame }) => frame.case)).toEqual(['welcome', 'ack', 'goodbye']);
      expect(goodbyeOf(frames)?.reason).toBe(Goodbye_Reason.SHUTDOWN);
    }
    const pauses = streams.map(({ frames }) => goodbyeOf(frames)?.retryAfterMs ?? 0);
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(500);
    expect(new Set(pauses).size).toBeGreaterThan(1);
    expect(link.streams.streams.every(({ ended }) => ended === 'this gateway stops')).toBe(true);
    const late = stream(await testCertificate(link.ca));
    expect(await late.ended).toMatchObject({ code: status.UNAVAILABLE });
  });

  it('stop by the deadline when a handler hangs', async () => {
    link.streams.work = () => new Promise(() => undefined);
    const { call, ended } = stream();
    for (const message of [bytes(1n, HELLO), bytes(2n, HEARTBEAT)]) call.write(message);
    await link.streams.until(() => link.streams.streams[0]?.calls.length === 1);
    await link.server.drain(50);
    await link.server.close();
    expect(await ended).toMatchObject({ code: expect.any(Number) });
  });

  it('hold 100 streams', async () => {
    const certificates = await Promise.all(Array.from({ length: 100 }, () => testCertificate(link.ca)));
    const streams = certificates.map((shown) => stream(shown));
    for (const { call } of streams)
      for (const message of [bytes(1n, HELLO), bytes(2n, HEARTBEAT)]) call.write(message);
    await Promise.all(streams.map(({ next }) => next('ack')));
    expect(new Set(link.streams.streams.map(({ peer }) => peer.agentId)).size).toBe(100);
  });

  it('send the one stream too many away, to come back later', async () => {
    await restart({ maxStreams: 1 });
    const first = stream();
    first.call.write(bytes(1n, HELLO));
    await first.next('welcome');
    const second = stream(await testCertificate(link.ca));
    second.call.write(bytes(1n, HELLO));
    await second.ended;
    expect(goodbyeOf(second.frames)).toMatchObject({ reason: Goodbye_Reason.OVERLOADED });
  });

  it('drop a connection that does not finish its handshake, and one more than they may hold', async () => {
    await restart({ handshakeMs: 50, maxEnrollmentConnections: 2 });
    const dawdler = connectTcp(link.server.enrollmentPort, '127.0.0.1');
    await once(dawdler, 'close');
    const open = () =>
      connectTls({
        port: link.server.enrollmentPort,
        host: '127.0.0.1',
        ca: link.ca.certificatePem,
        ALPNProtocols: ['h2'],
      });
    const held = [open(), open()];
    await Promise.all(held.map((socket) => once(socket, 'secureConnect')));
    const third = open();
    third.on('error', () => undefined); // a reset is as good as an end
    expect(await new Promise((resolve) => third.once('close', resolve))).toBeDefined();
    for (const socket of held) socket.destroy();
  });

  it('resume no session: whoever comes shows the certificate each time', async () => {
    const open = async (session?: unknown) => {
      const socket = connectTls({
        port: link.server.streamPort,
        host: '127.0.0.1',
        ca: link.ca.certificatePem,
        cert: certificate.certificatePem,
        key: certificate.privateKeyPem,
        ALPNProtocols: ['h2'],
        ...(Buffer.isBuffer(session) && { session }),
      });
      await once(socket, 'secureConnect');
      return socket.resume();
    };
    const first = await open();
    const [session]: unknown[] = await once(first, 'session');
    const second = await open(session);
    expect([first.isSessionReused(), second.isSessionReused()]).toEqual([false, false]);
    for (const socket of [first, second]) socket.destroy();
  });

  it('survive junk after the handshake', async () => {
    const socket = connectTls({
      port: link.server.enrollmentPort,
      host: '127.0.0.1',
      ca: link.ca.certificatePem,
      ALPNProtocols: ['h2'],
    });
    await once(socket, 'secureConnect');
    socket.on('error', () => undefined);
    socket.write('GET / HTTP/1.1\r\n\r\n'.repeat(100));
    socket.resume();
    await new Promise((resolve) => socket.once('close', resolve));
    const { call, next } = stream();
    call.write(bytes(1n, HELLO));
    expect((await next('welcome')).frame.case).toBe('welcome');
  });

  it('name the port that is in use', async () => {
    await expect(startTestLink({ ca: link.ca, streamPort: link.server.streamPort })).rejects.toMatchObject({
      code: 'LINK_PORT_IN_USE',
      details: { port: link.server.streamPort },
    });
  });
});
