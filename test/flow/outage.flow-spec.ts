import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  agentLink,
  runAgent,
  stateFile,
  stateFileLink,
  type AgentLink,
  type RunningAgent,
} from '@plimsoll/agent-runtime';
import { operator, revokeCluster } from '@plimsoll/identity';
import type { AgentState } from '@plimsoll/link-client';
import { readAgentState } from '@plimsoll/link-client';
import { isClusterId } from '@plimsoll/model';
import { silentLogger } from '@plimsoll/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startOutageCentre, type OutageCentre } from './support/outage-centre.js';
import { VirtualTime } from './support/virtual-time.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const AGENTS = 100;
const LONGEST_PAUSE = 5 * MINUTE;
const WINDOW = 10_000;
/** A hundred handshakes in a row, several times; on a busy machine. Milliseconds. */
const SLOW = { timeout: 120_000 };

// In the past, so that what the centre issues in the simulation is not "not yet valid" for the agents' TLS.
const time = new VirtualTime(Date.now() - 120 * HOUR);

interface Simulated {
  readonly statePath: string;
  readonly state: AgentState;
  readonly agent: RunningAgent;
  /** When it tried to reach the centre. */
  readonly triedMs: number[];
  /** Settles when the stream that it has now is over. */
  readonly lost: () => Promise<unknown>;
}

let centre: OutageCentre;
let folder: string;
const running: RunningAgent[] = [];
const fleet: Simulated[] = [];
const at = (index: number): Simulated => {
  const one = fleet[index];
  if (!one) throw new Error(`there is no agent ${index}`);
  return one;
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plimsoll-outage-'));
  centre = await startOutageCentre(time);
  for (let index = 0; index < AGENTS; index += 1) {
    const statePath = join(folder, `${index}.json`);
    const state = await centre.enroll(statePath);
    fleet.push({ state, ...(await start(statePath, index + 1)) });
  }
  await time.quiet();
}, 120_000);
afterAll(async () => {
  await Promise.all(running.map((agent) => agent.stop()));
  await centre.close();
  await rm(folder, { recursive: true });
});

/** An agent without sources: who it is matters here, not what it sees. */
async function start(statePath: string, seed: number): Promise<Omit<Simulated, 'state'>> {
  const sleeper = time.sleeper();
  const random = sequence(seed);
  const triedMs: number[] = [];
  let stream: Promise<unknown> = Promise.resolve();
  const shared = { clock: time, logger: silentLogger, random };
  const link = await stateFileLink({ ...shared, statePath, environment: {} });
  const watched: AgentLink = {
    ...link,
    open: async (hello) => {
      triedMs.push(time.now());
      const opened = await link.open(hello);
      if (opened.kind === 'open') stream = opened.link.ended.then(() => sleeper.stirred());
      return opened;
    },
  };
  const agent = runAgent({
    ...shared,
    link: watched,
    sources: [],
    agentVersion: 'test',
    pause: (milliseconds, signal) => sleeper.pause(milliseconds, signal),
  });
  running.push(agent);
  agent.ended.then(sleeper.over, sleeper.over);
  return { statePath, agent, triedMs, lost: () => stream };
}

/** Numbers in [0, 1) by a linear congruence, the same in each run. */
function sequence(seed: number): () => number {
  let state = (seed * 2_654_435_761) >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** The most that came within one window of ten seconds. */
function most(times: readonly number[]): number {
  const sorted = times.toSorted((left, right) => left - right);
  return Math.max(
    0,
    ...sorted.map((from, index) => sorted.slice(index).filter((one) => one < from + WINDOW).length),
  );
}

const copyOf = async (original: Simulated, name: string): Promise<string> => {
  const path = join(folder, name);
  await copyFile(original.statePath, path);
  return path;
};

const sentAway = (code: string) =>
  expect.objectContaining({
    code: 'AGENT_SENT_AWAY',
    message: expect.stringContaining(code),
    hint: expect.stringMatching(/enrol/i),
  });

describe(`${AGENTS} agents whose centre is away for 48 hours`, SLOW, () => {
  let copy: string;
  let clone: RunningAgent;
  let backMs = 0;

  it('are connected before it', async () => {
    expect(await centre.connected()).toBe(AGENTS);
    copy = await copyOf(at(0), 'copy-from-before.json');
  });

  it('try again within five minutes, ever more seldom, each at another time', async () => {
    await centre.goAway();
    await Promise.all(fleet.map((one) => one.lost()));
    const awayMs = time.now();
    for (const { triedMs } of fleet) triedMs.splice(0);
    await time.pass(15 * MINUTE);
    const settledMs = time.now() - 5 * MINUTE;
    time.skip(48 * HOUR - 30 * MINUTE);
    await time.pass(15 * MINUTE);
    expect(time.now() - awayMs).toBe(48 * HOUR);
    const skipped = 48 * HOUR - 30 * MINUTE;
    for (const { triedMs } of fleet) {
      const seen = triedMs.map((ms) => (ms > awayMs + 15 * MINUTE ? ms - skipped : ms));
      const gaps = seen.slice(1).map((ms, index) => ms - (seen[index] ?? 0));
      expect(Math.max(...gaps)).toBeLessThanOrEqual(LONGEST_PAUSE);
      expect(gaps.length).toBeGreaterThan(8);
      expect(gaps.length).toBeLessThan(40);
    }
    const late = fleet.flatMap(({ triedMs }) =>
      triedMs.filter((ms) => ms > settledMs && ms < awayMs + 15 * MINUTE),
    );
    expect(most(late)).toBeLessThan(AGENTS / 4);
  });

  it('are all back within the longest pause, without a person and without a herd', async () => {
    await centre.comeBack();
    backMs = time.now();
    centre.arrivals.renewals.splice(0);
    centre.arrivals.streams.splice(0);
    await time.pass(LONGEST_PAUSE + 10_000);
    await time.quiet();
    expect(await centre.connected()).toBe(AGENTS);
    const { renewals, streams } = centre.arrivals;
    expect(renewals).toHaveLength(AGENTS); // each asked once
    expect(streams).toHaveLength(AGENTS);
    expect(new Set(renewals.map(({ agentId }) => agentId)).size).toBe(AGENTS);
    expect(most(renewals.map(({ atMs }) => atMs))).toBeLessThan(AGENTS / 4);
    expect(Math.max(...streams.map(({ atMs }) => atMs)) - backMs).toBeLessThanOrEqual(LONGEST_PAUSE + 10_000);
    const kept = await Promise.all(fleet.map(({ statePath }) => readAgentState(statePath)));
    expect(new Set(kept.map(({ joinState }) => joinState.counter))).toEqual(new Set(['2']));
  });

  it('a copy of one from before does not return: it and the original are shut out, and nobody else', async () => {
    const clone = await start(copy, 1_001);
    await expect(clone.agent.ended).rejects.toEqual(sentAway('JOIN_STATE_REPLAYED'));
    await expect(at(0).agent.ended).rejects.toEqual(sentAway('AGENT_QUARANTINED'));
    expect(await centre.identityOf(at(0).state)).toMatchObject({
      state: 'quarantined',
      quarantinedAt: new Date(time.now()),
      reason: 'join state 1 was presented after 2 was in use',
      events: [{ kind: 'quarantined' }, { kind: 'enrolled' }],
    });
    await time.pass(LONGEST_PAUSE);
    expect(await centre.connected()).toBe(AGENTS - 1);
    for (const path of [copy, at(0).statePath]) {
      const again = await start(path, 1_002);
      await expect(again.agent.ended).rejects.toEqual(sentAway('AGENT_QUARANTINED'));
      expect(again.triedMs.length).toBeLessThanOrEqual(1); // neither hammers the centre
    }
  });

  it('and comes back by a token for its cluster, which is the same as before', async () => {
    const known = at(0).state;
    const back = await centre.enroll(at(0).statePath, known);
    expect(back.clusterId).toBe(known.clusterId);
    await start(at(0).statePath, 1_003);
    await time.quiet();
    expect(await centre.connected()).toBe(AGENTS);
    expect(await centre.identityOf(known)).toMatchObject({
      state: 'active',
      events: [
        { kind: 'enrolled-again' },
        { kind: 'revoked' },
        { kind: 'quarantined' },
        { kind: 'enrolled' },
      ],
    });
    const copied = await start(copy, 1_004);
    await expect(copied.agent.ended).rejects.toEqual(sentAway('AGENT_QUARANTINED'));
  });

  it('renew at 50 to 66 % of the life of their certificates, and stream on with the new ones', async () => {
    copy = await copyOf(at(1), 'copy-that-is-first.json');
    await at(1).agent.stop();
    clone = (await start(copy, 1_005)).agent; // in place of the original: nobody can tell
    await time.quiet();
    centre.arrivals.renewals.splice(0);
    const fromMs = time.now();
    await time.pass(17 * HOUR);
    await time.quiet();
    const { renewals } = centre.arrivals;
    expect(renewals).toHaveLength(AGENTS);
    expect(await centre.connected()).toBe(AGENTS);
    const times = renewals.map(({ atMs }) => atMs);
    const [first, last] = [Math.min(...times), Math.max(...times)];
    expect(first - backMs).toBeGreaterThan(11.9 * HOUR);
    expect(last - fromMs).toBeLessThan(0.67 * 24 * HOUR);
    expect(last - first).toBeGreaterThan(2 * HOUR); // spread over 16 % of a day
  });

  it('a copy that is the first to renew does not stay: both are shut out when the original comes', async () => {
    expect((await readAgentState(copy)).joinState.counter).toBe('3');
    const original = await start(at(1).statePath, 1_006);
    await time.pass(10_000);
    await expect(original.agent.ended).rejects.toEqual(sentAway('JOIN_STATE_REPLAYED'));
    await expect(clone.ended).rejects.toEqual(sentAway('AGENT_QUARANTINED'));
  });
});

describe('one agent', SLOW, () => {
  beforeAll(() => Promise.all(running.map((agent) => agent.stop())));

  const linkOf = ({ statePath }: Simulated) =>
    stateFileLink({
      clock: time,
      logger: silentLogger,
      environment: {},
      random: Math.random,
      statePath,
    });

  it('that is killed before it has saved its renewal, or hears nothing of it, gets the same answer again', async () => {
    const one = at(3);
    const states = stateFile(one.statePath);
    const before = await states.read();
    const given: string[] = [];
    const killed = await agentLink({
      clock: time,
      logger: silentLogger,
      environment: {},
      random: Math.random,
      states: {
        ...states,
        write: (state) => (given.push(state.certificatePem), Promise.reject(new Error('killed'))),
      },
    });
    await expect(killed.renew()).rejects.toThrow('killed');
    centre.faults.loseAnswers = 2;
    for (let lost = 0; lost < 2; lost += 1)
      await expect((await linkOf(one)).renew()).rejects.toMatchObject({ code: 'LINK_CALL_FAILED' });
    await (await linkOf(one)).renew();
    const after = await states.read();
    expect(given).toEqual([after.certificatePem]);
    expect(Number(after.joinState.counter)).toBe(Number(before.joinState.counter) + 1);
    expect(await centre.identityOf(one.state)).toMatchObject({ state: 'active', events: [{}] });
  });

  it('in two processes from one file renews once for both: they are no copies of each other', async () => {
    const one = at(2);
    const before = await readAgentState(one.statePath);
    const links = await Promise.all(Array.from({ length: 8 }, () => linkOf(one)));
    await Promise.all(links.map((link) => link.renew()));
    const after = await readAgentState(one.statePath);
    expect(Number(after.joinState.counter)).toBe(Number(before.joinState.counter) + 1);
    const processes = [await start(one.statePath, 1_007), await start(one.statePath, 1_008)];
    await time.pass(17 * HOUR); // they take the stream from each other, and both are there when it is renewed
    await Promise.all(processes.map(({ agent }) => agent.stop()));
    expect(await centre.identityOf(one.state)).toMatchObject({ state: 'active', events: [{}] });
    const later = await readAgentState(one.statePath);
    expect(Number(later.joinState.counter)).toBeGreaterThan(Number(after.joinState.counter));
  });

  it('of a cluster that is revoked is told at once, and does not come back', async () => {
    const one = await start(at(4).statePath, 1_009);
    await time.quiet();
    const { clusterId } = at(4).state;
    if (!isClusterId(clusterId)) throw new Error('the centre gave no cluster id');
    await revokeCluster(centre.identity, operator(centre.organizationId), clusterId);
    await expect(one.agent.ended).rejects.toEqual(sentAway('AGENT_REVOKED'));
    await expect((await linkOf(at(4))).renew()).rejects.toEqual(sentAway('AGENT_REVOKED'));
    const again = await start(at(4).statePath, 1_010);
    await expect(again.agent.ended).rejects.toEqual(sentAway('AGENT_REVOKED'));
    expect(again.triedMs).toHaveLength(1);
  });
});
