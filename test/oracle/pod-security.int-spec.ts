// Our controls against Pod Security admission of the real API server, on random pods.
import type { JsonObject } from '@plimsoll/model';
import type { TestbedAccess } from '@plimsoll/testbed';
import { describeTestbed, sharedTestbed } from '@plimsoll/testbed/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { anyPod } from './support/any-pod.js';
import { inParallel } from './support/in-parallel.js';
import { checksOf, judgePods, type Level, type OurVerdict } from './support/our-pod-security.js';
import { seedOf } from './support/seed.js';
import { reasonsOf, theirVerdict, type TheirVerdict } from './support/their-pod-security.js';

const LEVELS: readonly Level[] = ['baseline', 'restricted'];
const WIDTH = 16;

interface Comparison {
  readonly decided: number;
  readonly refused: number;
  /** Every reason that the API server gave. */
  readonly reasons: readonly string[];
  readonly differences: readonly unknown[];
}

/** The API server gives containers on the network of the node a hostPort before Pod Security sees them. */
const isDefaulted = ({ spec }: JsonObject): boolean => Object(spec).hostNetwork === true;

/**
 * The checks that a legal pod can fail. procMount of baseline is none: without `hostUsers: false` an unmasked /proc is
 * refused as not legal, and with it the check is content.
 */
const reachable = (level: Level): string[] =>
  checksOf(level, '1.36').filter((check) => check !== 'procMount');

function difference(pod: JsonObject, ours: OurVerdict, theirs: TheirVerdict): readonly unknown[] {
  if (!theirs.decided) return [];
  const ignored = isDefaulted(pod) ? new Set(reasonsOf(['hostPorts'])) : new Set<string>();
  const [mine, others] = [reasonsOf(ours.failed), theirs.reasons].map((reasons) =>
    reasons.filter((reason) => !ignored.has(reason)),
  );
  if (JSON.stringify(mine) === JSON.stringify(others) && ours.unknown.length === 0) return [];
  return [{ ours: mine, unknown: ours.unknown, theirs: others, pod: JSON.stringify(pod) }];
}

describeTestbed('Pod Security admission and our controls say the same', () => {
  let testbed: TestbedAccess & { readonly close: () => void };
  beforeAll(async () => {
    testbed = await sharedTestbed();
  });
  afterAll(() => testbed.close());

  async function compare(level: Level, version: string, cases: number, seed: number): Promise<Comparison> {
    const namespace = await testbed.createNamespace({
      'pod-security.kubernetes.io/enforce': level,
      'pod-security.kubernetes.io/enforce-version': `v${version}`,
    });
    const pods = fc.sample(anyPod(), { seed, numRuns: cases });
    const ours = judgePods(pods, level, version);
    const path = `/api/v1/namespaces/${namespace}/pods?dryRun=All`;
    const theirs = await inParallel(pods, WIDTH, async (pod) => {
      const body = { ...pod, metadata: { ...Object(pod.metadata), name: 'p' } };
      return theirVerdict(await testbed.admin.request('POST', path, { body }));
    });
    const decided = theirs.flatMap((verdict) => (verdict.decided ? [verdict] : []));
    const admitted = decided.filter(({ reasons }) => reasons.length === 0).length;
    const differences = pods.flatMap((pod, index) => {
      const [mine, others] = [ours[index], theirs[index]];
      if (mine === undefined || others === undefined) throw new Error('a pod without a verdict');
      return difference(pod, mine, others);
    });
    console.warn(
      `${level} v${version}: ${cases} pods, ${decided.length} decided, ${admitted} admitted, ` +
        `${cases - decided.length} not legal, ${differences.length} differences`,
    );
    const reasons = [...new Set(decided.flatMap((verdict) => verdict.reasons))].toSorted();
    return { decided: decided.length, refused: decided.length - admitted, reasons, differences };
  }

  it('of 2,000 random pods', async () => {
    const seed = seedOf('Pod Security');
    const results = [];
    for (const [at, level] of LEVELS.entries()) results.push(await compare(level, '1.36', 1_000, seed + at));
    expect(results.flatMap(({ differences }) => differences).slice(0, 5)).toEqual([]);
    const decided = results.reduce((sum, result) => sum + result.decided, 0);
    expect(decided).toBeGreaterThanOrEqual(1_000);
    for (const [at, result] of results.entries()) {
      expect(result.reasons).toEqual(reasonsOf(reachable(LEVELS[at] ?? 'baseline')));
      expect(result.refused).toBeGreaterThan(100);
      expect(result.decided - result.refused).toBeGreaterThan(50);
    }
  });

  it.each([
    '1.0',
    '1.7',
    '1.8',
    '1.18',
    '1.19',
    '1.22',
    '1.24',
    '1.25',
    '1.27',
    '1.29',
    '1.30',
    '1.31',
    '1.32',
    '1.34',
    '1.35',
  ])('at policy version %s', async (version) => {
    const seed = seedOf(`Pod Security v${version}`) + Number(version.slice(2)) * 1_000;
    for (const [at, level] of LEVELS.entries()) {
      const { differences, decided } = await compare(level, version, 150, seed + at);
      expect(differences.slice(0, 3)).toEqual([]);
      expect(decided).toBeGreaterThan(60);
    }
  });
});
