import { setTimeout as wait } from 'node:timers/promises';
import type { Testbed } from '@plimsoll/testbed';
import { benchErrors } from '../errors.js';
import { rounded, roundedSpread, type Measured } from '../figure.js';
import { startLiveCentre, untilPosture, type LiveCentre } from '../live/live-centre.js';
import { startCluster } from '../live/live-cluster.js';
import { quantile, spreadOf } from '../measure/statistics.js';
import type { Bench, Scenario } from '../scenario.js';
import { CONTROL, change, makeChanging, type Change } from './changes.js';
import { followFindings } from './findings-feed.js';

const OBJECTS = 5_000;
const CHANGING = 200;
const PER_SECOND = 20;
const CHANGES = 1_200;
const WARM_UP = 100;
const WITHIN_MS = 120_000;
const LAST_WITHIN_MS = 20_000;
const P99_MS = 2_000;

export const visible: Scenario = {
  name: 'visible',
  meaning: 'from a change in a real API server to its finding in GraphQL, 5,000 objects, 20 changes a second',
  run: async (bench) => {
    const testbed = await startCluster(OBJECTS - CHANGING, bench.progress);
    const live = await startLiveCentre(bench);
    try {
      return await measured(bench, testbed, live);
    } finally {
      await live.close();
      await testbed.stop();
    }
  },
};

async function measured({ progress }: Bench, testbed: Testbed, live: LiveCentre): Promise<Measured> {
  const names = await makeChanging(testbed.admin, CHANGING);
  const agent = await live.startAgent(testbed.kubeconfig);
  const { facts } = await untilPosture(live.centre, agent, WITHIN_MS);
  progress(`${facts} facts are posture; ${CHANGES} changes, ${PER_SECOND} a second`);
  const delays = new Delays();
  const feed = await followFindings(live.httpPort, live.token, CONTROL, ({ name, open }) =>
    delays.seen(name, open),
  );
  // Until the subscription is heard: it tells from now on only.
  await change(
    testbed.admin,
    names.slice(0, WARM_UP),
    { perSecond: PER_SECOND, count: WARM_UP * 2 },
    () => undefined,
  );
  await wait(2_000);
  const visibly = CHANGES - (CHANGES % CHANGING);
  await change(testbed.admin, names, { perSecond: PER_SECOND, count: visibly }, (one) => delays.made(one));
  await delays.all(LAST_WITHIN_MS);
  feed.close();
  const [p50, p99] = [quantile(delays.found, 0.5), quantile(delays.found, 0.99)];
  return {
    scenario: 'visible',
    value: p50,
    unit: 'ms',
    floor: null,
    target: { of: 'value', is: 'at most', bound: 600 },
    alsoMet: p99 <= P99_MS,
    extras: {
      p99: rounded(p99),
      p99Target: `<= ${P99_MS} ms`,
      delayMs: roundedSpread(spreadOf(delays.found)),
      changes: delays.found.length,
      facts,
    },
  };
}

/** Changes that were made and not yet seen, by object. An event may be faster than the answer to who made the change. */
class Delays {
  readonly found: number[] = [];
  readonly #waiting = new Map<string, Change>();
  readonly #early = new Map<string, { readonly open: boolean; readonly at: number }>();
  #wake = (): void => undefined;

  made(change: Change): void {
    const unseen = this.#waiting.get(change.name);
    // Nobody will tell it apart from this one any more: it took at least so long.
    if (unseen) this.found.push(change.doneAt - unseen.doneAt);
    const early = unseen ? undefined : this.#early.get(change.name);
    this.#early.delete(change.name);
    if (early?.open === change.hostPid) this.found.push(Math.max(0, early.at - change.doneAt));
    else this.#waiting.set(change.name, change);
  }

  seen(name: string, open: boolean): void {
    const change = this.#waiting.get(name);
    if (change?.hostPid !== open) return void this.#early.set(name, { open, at: performance.now() });
    this.#waiting.delete(name);
    this.found.push(performance.now() - change.doneAt);
    this.#wake();
  }

  /** @throws BENCH_STREAM_ENDED when changes were not seen in that time */
  async all(ms: number): Promise<void> {
    const late = AbortSignal.timeout(ms);
    while (this.#waiting.size > 0 && !late.aborted) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      late.addEventListener('abort', () => resolve(), { once: true });
      await promise;
    }
    if (this.#waiting.size > 0)
      throw benchErrors.error('BENCH_STREAM_ENDED', `${this.#waiting.size} changes were never seen`);
  }
}
