import type { LinkEnd } from '@plimsoll/link-client';
import { Goodbye_Reason, type ConnectResponse, type Welcome } from '@plimsoll/link-contract';
import { silentLogger } from '@plimsoll/runtime';
import { describe, expect, it } from 'vitest';
import { agentRuntimeErrors } from './errors.js';
import { runAgent } from './run-agent.js';
import type { AgentLink, OpenSessionLink } from './session/agent-link.js';

const UNREACHABLE: LinkEnd = { kind: 'retry', code: 'LINK_CALL_FAILED', detail: 'nobody there', afterMs: 0 };
const REVOKED: LinkEnd = {
  kind: 'final',
  code: 'GOODBYE_REVOKED',
  detail: 'AGENT_REVOKED',
  hint: 'enrol again',
};
const away = (code: string) =>
  agentRuntimeErrors.error('AGENT_SENT_AWAY', `${code}: no`, { hint: 'enrol again' });

const WELCOME: Welcome = {
  $typeName: 'plimsoll.link.v1.Welcome',
  protocol: 1,
  capabilities: [],
  streamNumber: 1n,
  fullSyncAfterMs: 0,
  serverTimeMs: 0n,
  inSync: true,
  blank: false,
};

/** What the agent did, in order, and a world that answers it. */
interface World {
  readonly did: string[];
  readonly ends: (LinkEnd | 'open')[];
  /** When `ends` is used up; default: revoked. */
  readonly endAt: (nowMs: number) => LinkEnd;
  renew: () => Promise<void>;
  reload: () => Promise<boolean>;
  renewAt: number;
  now: number;
}

function start(over: Partial<World>) {
  const world: World = {
    did: [],
    ends: [],
    endAt: () => REVOKED,
    renew: () => Promise.resolve(),
    reload: () => Promise.resolve(false),
    renewAt: Infinity,
    now: 0,
    ...over,
  };
  const link: AgentLink = {
    renewAt: () => world.renewAt,
    renew: () => (world.did.push('renew'), world.renew()),
    reload: () => (world.did.push('reload'), world.reload()),
    open: () => {
      world.did.push('open');
      const end = world.ends.shift() ?? world.endAt(world.now);
      return Promise.resolve(end === 'open' ? { kind: 'open', link: stream(world) } : { kind: 'ended', end });
    },
  };
  const agent = runAgent({
    sources: [],
    link,
    logger: silentLogger,
    clock: { now: () => world.now },
    agentVersion: 'test',
    random: () => 0.5,
    pause: async (ms) => {
      world.did.push('pause');
      world.now += ms;
    },
  });
  return { world, agent };
}

/** An open stream that lasts until the agent leaves it. */
function stream(world: World): OpenSessionLink {
  const { promise: ended, resolve } = Promise.withResolvers<LinkEnd>();
  return {
    welcome: WELCOME,
    send: () => Promise.resolve(1n),
    ended,
    leave: async (reason) => {
      world.did.push(`leave ${Goodbye_Reason[reason]}`);
      resolve(UNREACHABLE);
    },
    close: () => resolve(UNREACHABLE),
    [Symbol.asyncIterator]: (): AsyncIterator<ConnectResponse> => ({
      next: async () => ended.then(() => ({ done: true, value: undefined })),
    }),
  };
}

describe('an agent', () => {
  it('that is revoked ends with the code and the next step, after one look for another identity', async () => {
    const { world, agent } = start({});
    await expect(agent.ended).rejects.toMatchObject({
      code: 'AGENT_SENT_AWAY',
      message: expect.stringContaining('AGENT_REVOKED'),
      hint: 'enrol again',
    });
    expect(world.did).toEqual(['open', 'reload']);
  });

  it('goes on where a person has enrolled it again meanwhile', async () => {
    let again = true;
    const reload = async () => again && !(again = false);
    const { world, agent } = start({ ends: [REVOKED, UNREACHABLE], reload });
    await expect(agent.ended).rejects.toThrow('REVOKED');
    expect(world.did).toEqual(['open', 'reload', 'open', 'pause', 'open', 'reload']);
  });

  it('with an expired certificate asks once for a new one between two pauses, while the centre is away', async () => {
    const expired: LinkEnd = { kind: 'renew', code: 'LINK_CERTIFICATE_EXPIRED', detail: '', afterMs: 0 };
    const renew = () => Promise.reject(new Error('ECONNREFUSED'));
    const { world, agent } = start({ renewAt: -1, ends: [expired, expired, expired], renew });
    await expect(agent.ended).rejects.toThrow('REVOKED');
    const round = ['renew', 'open', 'pause'];
    expect(world.did).toEqual([...round, ...round, ...round, 'renew', 'open', 'reload']);
  });

  it('tries for 48 hours without an end, never more than five minutes apart, ever more seldom at first', async () => {
    const tries: number[] = [];
    const endAt = (now: number): LinkEnd => {
      tries.push(now);
      return now > 48 * 3_600_000 ? REVOKED : UNREACHABLE;
    };
    const { agent } = start({ endAt });
    await expect(agent.ended).rejects.toThrow('REVOKED');
    const gaps = tries.slice(1).map((at, index) => at - (tries[index] ?? 0));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(5 * 60_000);
    expect(gaps.slice(0, 8)).toEqual(gaps.slice(0, 8).toSorted((a, b) => a - b));
    expect(tries.length).toBeGreaterThan((48 * 60) / 5);
    expect(tries.length).toBeLessThan(48 * 60);
  });

  it('renews when the centre says so, after the pause that it was told', async () => {
    const renewed: LinkEnd = { kind: 'renew', code: 'GOODBYE_RENEWED', detail: '', afterMs: 3_000 };
    const { world, agent } = start({ ends: [renewed] });
    await expect(agent.ended).rejects.toThrow('REVOKED');
    expect(world.did).toEqual(['open', 'pause', 'renew', 'open', 'reload']);
    expect(world.now).toBeGreaterThanOrEqual(4_000 - 500);
  });

  it('whose renewal is refused for good ends by that, without another try', async () => {
    const renew = () => Promise.reject(away('AGENT_QUARANTINED'));
    const { world, agent } = start({ renewAt: -1, renew });
    await expect(agent.ended).rejects.toThrow('AGENT_QUARANTINED');
    expect(world.did).toEqual(['renew', 'reload']);
  });

  it('leaves its open stream then', async () => {
    const renew = () => Promise.reject(away('JOIN_STATE_REPLAYED'));
    const { world, agent } = start({ ends: ['open'], renew, renewAt: 1_000 });
    await expect(agent.ended).rejects.toThrow('JOIN_STATE_REPLAYED');
    expect(world.did).toEqual(['open', 'pause', 'renew', 'reload', 'leave RENEWED']);
  });

  it('opens its stream again at once with a new certificate', async () => {
    const { world, agent } = start({ ends: ['open'], renewAt: 1_000 });
    world.renew = async () => void (world.renewAt = Infinity);
    await expect(agent.ended).rejects.toThrow('REVOKED');
    expect(world.did).toEqual(['open', 'pause', 'renew', 'leave RENEWED', 'open', 'reload']);
  });
});
