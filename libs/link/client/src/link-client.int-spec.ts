import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { create } from '@bufbuild/protobuf';
import { createCertificateAuthority, createSigningRequest, signProof } from '@plimsoll/link-certificates';
import {
  ChallengeRequestSchema,
  ConnectResponseSchema,
  EnrollRequestSchema,
  Goodbye_Reason,
  HeartbeatSchema,
  HelloSchema,
  LINK_PROTOCOL,
  RenewRequestSchema,
} from '@plimsoll/link-contract';
import { rawStream, startTestLink } from '@plimsoll/link-server/testing';
import type { TestLink } from '@plimsoll/link-server/testing';
import { silentLogger, systemClock } from '@plimsoll/runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseAddress } from './address.js';
import type { AgentState } from './agent-state.js';
import { certificateDer } from './credentials.js';
import { enrollmentClient } from './enrollment-client.js';
import { createIdentity, enroll, renew } from './enroll.js';
import type { EnrollOptions } from './enroll.js';
import { openLink } from './open-link.js';
import type { OpenLinkOptions } from './open-link.js';
import type { Link } from './link.js';

const HELLO = create(HelloSchema, {
  protocolMin: LINK_PROTOCOL.min,
  protocolMax: LINK_PROTOCOL.max,
  agentVersion: 'test',
});
const heartbeat = () => create(HeartbeatSchema, { agentTimeMs: 1n });
const DAY = 24 * 3_600_000;
const quiet = { clock: systemClock, logger: silentLogger };

let link: TestLink;
beforeEach(async () => {
  link = await startTestLink({ tokens: ['token-1', 'token-2'] });
});
afterEach(() => link.close());

const enrolling = (options: Partial<EnrollOptions> = {}): Promise<AgentState> =>
  enroll({
    address: link.enrollmentAddress,
    caPin: link.ca.pin,
    token: 'token-1',
    cluster: { kind: 'host', uid: 'uid-1', name: 'machine', labels: { env: 'test' } },
    agentVersion: '0.1.0',
    ...quiet,
    ...options,
  });

async function opened(options: Partial<OpenLinkOptions> & { readonly state: AgentState }): Promise<Link> {
  const outcome = await openLink({ hello: HELLO, ...quiet, ...options });
  if (outcome.kind === 'open') return outcome.link;
  throw new Error(`not open: ${JSON.stringify(outcome.end)}`);
}

describe('enrolment', () => {
  it('gives a state with which a stream opens', async () => {
    const state = await enrolling();
    expect(link.enrollment.enrollments).toMatchObject([
      { token: 'token-1', cluster: { kind: 'host', uid: 'uid-1', labels: { env: 'test' } } },
    ]);
    expect(state.streamAddress).toBe(link.streamAddress);
    const stream = await opened({ state });
    expect(link.streams.streams[0]?.peer).toMatchObject({
      organizationId: state.organizationId,
      clusterId: state.clusterId,
      agentId: state.agentId,
    });
    stream.close();
  });

  it('sends no token to a centre with another pin', async () => {
    const other = await createCertificateAuthority(Date.now());
    await expect(enrolling({ caPin: other.pin })).rejects.toMatchObject({
      code: 'LINK_CA_PIN_MISMATCH',
      hint: expect.stringContaining('not sent'),
    });
    expect(link.enrollment.enrollments).toHaveLength(0);
    expect((await enrolling()).agentId).not.toBe('');
  });

  it("is refused by the centre's own code for a used token", async () => {
    await enrolling();
    await expect(enrolling()).rejects.toMatchObject({
      code: 'TOKEN_USED',
      kind: 'unauthenticated',
      hint: 'Mint another token: one use each.',
    });
  });

  it('names a clock that is wrong, and what is malformed', async () => {
    const clock = { now: () => Date.now() - 600_000 };
    await expect(enrolling({ clock })).rejects.toMatchObject({
      code: 'LINK_CLOCK_SKEW',
      message: expect.stringMatching(/(599|600|601) s behind/),
    });
    await expect(enrolling({ cluster: { kind: 'host', uid: 'a\0b', name: 'n' } })).rejects.toMatchObject({
      code: 'LINK_REQUEST_INVALID',
    });
    await expect(enrolling({ token: 'x'.repeat(600) })).rejects.toMatchObject({
      code: 'LINK_REQUEST_INVALID',
    });
    const labels = Object.fromEntries(Array.from({ length: 65 }, (_, index) => [`l${index}`, 'v']));
    await expect(enrolling({ cluster: { kind: 'host', uid: 'u', name: 'n', labels } })).rejects.toMatchObject(
      { code: 'LINK_REQUEST_INVALID' },
    );
    const identity = { ...createIdentity(), csr: new Uint8Array(100) };
    await expect(enrolling({ identity })).rejects.toMatchObject({ code: 'CERTIFICATE_REQUEST_INVALID' });
    expect(link.enrollment.enrollments).toHaveLength(0);
  });

  it('says when nobody listens, and goes by a name as well as by an address', async () => {
    await expect(enrolling({ address: '127.0.0.1:1' })).rejects.toMatchObject({
      code: 'LINK_UNREACHABLE',
      details: { port: 1 },
    });
    const port = link.server.enrollmentPort;
    expect((await enrolling({ address: `localhost:${port}` })).streamAddress).toBe(
      `localhost:${link.server.streamPort}`,
    );
  });

  it('is for the names in the certificate only', async () => {
    const { ca } = link;
    const via = async (serverNames: readonly string[]) => {
      const centre = await startTestLink({ ca, host: '127.0.0.2', serverNames });
      try {
        return await enrolling({ address: `127.0.0.2:${centre.server.enrollmentPort}` });
      } finally {
        await centre.close();
      }
    };
    await expect(via([])).rejects.toMatchObject({
      code: 'LINK_SERVER_NAME',
      message: expect.stringContaining('not for 127.0.0.2'),
    });
    expect((await via(['127.0.0.2'])).streamAddress).toMatch(/^127\.0\.0\.2:/);
  });

  it('in hand is answered while the centre drains', async () => {
    const gate = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    const { enrollment } = link;
    await link.close();
    link = await startTestLink({
      ca: link.ca,
      enrollment: {
        enroll: async (...call) => {
          reached.resolve();
          await gate.promise;
          return enrollment.enroll(...call);
        },
        renew: enrollment.renew,
      },
    });
    const enrolled = enrolling();
    await reached.promise;
    const drained = link.server.drain();
    gate.resolve();
    expect((await enrolled).agentId).not.toBe('');
    await drained;
  });

  it('spends a nonce once, also when the call fails, and never one that has expired', async () => {
    await link.close();
    let now = Date.now();
    link = await startTestLink({ tokens: ['token-1'], clock: { now: () => now } });
    const client = enrollmentClient(parseAddress(link.enrollmentAddress), link.ca.certificatePem, {});
    const { csr } = createIdentity();
    const identity = { kind: 2, uid: 'u', name: 'n' } as const;
    const request = (nonce: Uint8Array, token = 'token-1') =>
      create(EnrollRequestSchema, {
        token,
        nonce,
        csr,
        identity,
        agentVersion: '1',
        agentTimeMs: BigInt(now),
      });
    const { nonce } = await client.challenge(create(ChallengeRequestSchema));
    await expect(client.enroll(request(nonce, 'wrong'))).rejects.toMatchObject({ code: 'TOKEN_USED' });
    await expect(client.enroll(request(nonce))).rejects.toMatchObject({
      code: 'LINK_NONCE_INVALID',
      message: expect.stringContaining('used before'),
    });
    const late = await client.challenge(create(ChallengeRequestSchema));
    now += 61_000;
    await expect(client.enroll(request(late.nonce))).rejects.toMatchObject({
      code: 'LINK_NONCE_INVALID',
      message: expect.stringContaining('expired'),
    });
    await expect(client.enroll(request(new Uint8Array(32)))).rejects.toMatchObject({
      code: 'LINK_NONCE_INVALID',
    });
    client.close();
  });
});

describe('renewal', () => {
  it('gives another key and join state, with which a stream opens', async () => {
    const state = await enrolling();
    const next = await renew({ state, ...quiet });
    expect(next).toMatchObject({ agentId: state.agentId, joinState: { counter: '2' } });
    expect(next.privateKeyPem).not.toBe(state.privateKeyPem);
    (await opened({ state: next })).close();
    await expect(renew({ state, ...quiet })).rejects.toMatchObject({ code: 'CLONE', kind: 'forbidden' });
  });

  it('works with a certificate that has expired, for 30 days', async () => {
    const state = await enrolling();
    let passed = 0;
    const clock = { now: () => Date.now() + passed };
    const centre = await startTestLink({ ca: link.ca, clock, enrollment: link.enrollment });
    passed = 20 * DAY;
    expect((await renewVia(centre, state, clock.now())).credentials?.joinState?.counter).toBe(2n);
    passed = 32 * DAY;
    await expect(renewVia(centre, state, clock.now())).rejects.toMatchObject({
      code: 'LINK_CERTIFICATE_TOO_OLD',
    });
    await centre.close();
  });

  it('is refused with a proof by another key, and with a certificate of another authority', async () => {
    const state = await enrolling();
    await expect(renewVia(link, state, Date.now(), createIdentity().privateKeyPem)).rejects.toMatchObject({
      code: 'LINK_PROOF_INVALID',
    });
    const stranger = await startTestLink();
    const elsewhere = await enroll({
      address: stranger.enrollmentAddress,
      caPin: stranger.ca.pin,
      token: 'token-1',
      cluster: state.cluster,
      agentVersion: '1',
      ...quiet,
    });
    await stranger.close();
    await expect(renewVia(link, elsewhere, Date.now())).rejects.toMatchObject({
      code: 'LINK_CERTIFICATE_UNKNOWN',
    });
  });
});

async function renewVia(
  centre: TestLink,
  state: AgentState,
  agentTimeMs: number,
  proofKey = state.privateKeyPem,
) {
  const client = enrollmentClient(parseAddress(centre.enrollmentAddress), centre.ca.certificatePem, {});
  try {
    const { nonce } = await client.challenge(create(ChallengeRequestSchema));
    const csr = createSigningRequest(state.privateKeyPem);
    return await client.renew(
      create(RenewRequestSchema, {
        nonce,
        csr,
        certificate: certificateDer(state.certificatePem),
        joinState: {
          counter: BigInt(state.joinState.counter),
          secret: Buffer.from(state.joinState.secret, 'base64'),
        },
        proof: signProof(proofKey, nonce, csr),
        agentTimeMs: BigInt(agentTimeMs),
      }),
    );
  } finally {
    client.close();
  }
}

describe('a link', () => {
  it('numbers frames without gaps, in the order of the calls, and brings the answers', async () => {
    const stream = await opened({ state: await enrolling() });
    const sent = await Promise.all(
      Array.from({ length: 20 }, () => stream.send({ case: 'heartbeat', value: heartbeat() })),
    );
    expect(sent).toEqual(Array.from({ length: 20 }, (_, index) => BigInt(index + 2)));
    for await (const { frame } of stream) if (frame.case === 'ack' && frame.value.sequence === 21n) break;
    expect(link.streams.streams[0]?.calls.flat()).toHaveLength(20);
    expect(await stream.ended).toMatchObject({ kind: 'retry', code: 'LINK_CUT' });
    expect(await stream.send({ case: 'heartbeat', value: heartbeat() })).toBeUndefined();
  });

  it('leaves by a goodbye that the centre hears', async () => {
    const stream = await opened({ state: await enrolling() });
    await stream.leave(Goodbye_Reason.SHUTDOWN, 'the agent stops');
    await link.streams.until(() => link.streams.streams[0]?.ended !== undefined);
    expect(link.streams.streams[0]?.ended).toBe('the agent said goodbye');
  });

  it('ends by the goodbye of a draining centre, also when nobody reads', async () => {
    const state = await enrolling();
    const stream = await opened({ state });
    await link.server.drain();
    expect(await stream.ended).toMatchObject({
      kind: 'retry',
      code: 'GOODBYE_SHUTDOWN',
      afterMs: expect.any(Number),
    });
    expect(await openLink({ state, hello: HELLO, ...quiet })).toMatchObject({
      kind: 'ended',
      end: { kind: 'retry' },
    });
  });

  it('ends for good when its cluster was revoked', async () => {
    const stream = await opened({ state: await enrolling() });
    link.streams.streams[0]?.push(
      create(ConnectResponseSchema, {
        frame: {
          case: 'goodbye',
          value: { reason: Goodbye_Reason.REVOKED, detail: 'revoked by an administrator' },
        },
      }),
    );
    const frames = [];
    for await (const frame of stream) frames.push(frame);
    expect(frames).toHaveLength(0);
    expect(await stream.ended).toMatchObject({
      kind: 'final',
      code: 'GOODBYE_REVOKED',
      detail: 'revoked by an administrator',
    });
  });

  it('is to be renewed first when its certificate has expired, and tried again when nobody listens', async () => {
    const state = await enrolling();
    const clock = { now: () => Date.now() + 25 * 3_600_000 };
    expect(await openLink({ state, hello: HELLO, clock, logger: silentLogger })).toMatchObject({
      end: { kind: 'renew' },
    });
    const nobody = await openLink({ state, hello: HELLO, ...quiet, address: '127.0.0.1:1' });
    expect(nobody).toMatchObject({ end: { kind: 'retry', detail: expect.stringContaining('ECONNREFUSED') } });
  });

  it('is cut, as a value, when the connection goes', async () => {
    const stream = await opened({ state: await enrolling() });
    const reading = (async () => {
      for await (const _frame of stream) continue;
      return 'over';
    })();
    await link.server.close();
    expect(await reading).toBe('over');
    expect(await stream.ended).toMatchObject({ kind: 'retry' });
  });

  it('does not open to a stranger that has a raw stream without certificate', async () => {
    const call = rawStream(link);
    const failed = once(call, 'error');
    call.write(new Uint8Array(0));
    await failed;
    call.closeClient();
    expect(link.streams.streams).toHaveLength(0);
  });

  it('goes through an HTTP proxy, with enrolment and renewal', async () => {
    const asked: string[] = [];
    const proxy = createServer().on('connect', (request, socket) => {
      asked.push(`${request.url} ${request.headers['proxy-authorization'] ?? ''}`);
      const [host = '', port] = (request.url ?? '').split(':');
      const onward = connect(Number(port), host, () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        onward.pipe(socket).pipe(onward);
      });
      for (const one of [onward, socket]) one.on('error', () => onward.destroy());
    });
    proxy.listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    const { port } = proxy.address() as AddressInfo;
    const environment = { HTTPS_PROXY: `http://me:secret@127.0.0.1:${port}` };
    const state = await renew({ state: await enrolling({ environment }), ...quiet, environment });
    const stream = await opened({ state, environment });
    stream.close();
    const basic = `Basic ${Buffer.from('me:secret').toString('base64')}`;
    expect(new Set(asked)).toEqual(
      new Set([`${link.enrollmentAddress} ${basic}`, `${link.streamAddress} ${basic}`]),
    );
    proxy.close();
  });
});
