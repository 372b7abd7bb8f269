import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunningAgent } from '@plimsoll/agent-runtime';
import type { JsonObject } from '@plimsoll/model';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { auditedCluster, NODE, type Audited } from './support/audited.js';
import { startCentre, type Centre } from './support/centre.js';
import { factsOf, findingsOf, isWhole, postureAt, progress, verdictOf, type Seen } from './support/read.js';

const KPTR = '/proc/sys/kernel/kptr_restrict';
const NODE_KEY = `/Node//${NODE}`;
const BAD = '/Pod/shop/bad';

const pod = (name: string, container: JsonObject): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop', uid: `uid-${name}` },
  spec: { containers: [{ name: 'c', image: 'registry.example/app:1', ...container }] },
});

let centre: Centre;
let audited: Audited;
let agent: RunningAgent;
let seen: Seen;

beforeAll(async () => {
  centre = await startCentre();
});
afterAll(() => centre.close());
beforeEach(async () => {
  audited = await auditedCluster(centre);
  seen = { store: centre.db.store, organizationId: centre.organizationId, clusterId: audited.clusterId };
  await audited.write('bad.json', [pod('bad', { securityContext: { privileged: true } })]);
  await audited.write('good.json', [pod('good', { securityContext: { privileged: false } })]);
  agent = await audited.startAgent(centre.log.logger);
  await centre.until(() => progress(seen), isWhole);
});
afterEach(() => audited.close());

const openFindings = async (subject: string) =>
  (await findingsOf(seen)).filter(({ open, subject_key: key }) => open && key === subject);

describe('from a host and manifests to posture', () => {
  it('shows a value that was edited on the host within two seconds of the pass, and the past as it was', async () => {
    expect(await verdictOf(seen, NODE_KEY, 'kernel/kptr-restrict')).toBe('pass');
    const before = await postureAt(seen, 'plimsoll-kernel');
    const instant = Date.now();
    await audited.host.write(KPTR, '0\n');
    await agent.refresh();
    const passed = performance.now();
    const failed = () => verdictOf(seen, NODE_KEY, 'kernel/kptr-restrict');
    await centre.until(failed, (verdict) => verdict === 'fail');
    await centre.until(
      () => postureAt(seen, 'plimsoll-kernel'),
      ({ counts }) => counts.fail === before.counts.fail + 1,
    );
    expect(performance.now() - passed).toBeLessThan(2_000);
    const after = await postureAt(seen, 'plimsoll-kernel');
    expect(after.cause).toBe('facts');
    expect(after.score).toBeLessThan(before.score ?? 0);
    const past = await postureAt(seen, 'plimsoll-kernel', instant);
    expect(past.counts).toEqual(before.counts);
    expect(past.score).toBe(before.score);
    expect(past.requirements).toEqual(before.requirements);
    const finding = (await openFindings(NODE_KEY)).find(({ control }) => control === 'kernel/kptr-restrict');
    expect(JSON.parse(finding?.evidence ?? '[]')).toEqual([
      expect.objectContaining({ path: 'kernel.kptr_restrict', value: '0' }),
    ]);
  });

  it('closes the findings of a manifest that was deleted, and keeps those of the others', async () => {
    expect(await verdictOf(seen, BAD, 'workload/privileged')).toBe('fail');
    const others = await openFindings('/Pod/shop/good');
    expect(others.length).toBeGreaterThan(0);
    await audited.delete('bad.json');
    await agent.refresh();
    await centre.until(
      () => openFindings(BAD),
      (findings) => findings.length === 0,
    );
    const all = (await findingsOf(seen)).filter(({ subject_key: key }) => key === BAD);
    expect(all.length).toBeGreaterThan(0);
    expect(new Set(all.map(({ finding }) => finding)).size).toBe(all.length);
    expect(await openFindings('/Pod/shop/good')).toEqual(others);
    expect(await verdictOf(seen, BAD, 'workload/privileged')).toBeUndefined();
  });

  it('deletes nothing when a folder becomes unreadable, and stays as it was', async () => {
    const facts = await factsOf(seen);
    const findings = await findingsOf(seen);
    await rm(audited.manifests, { recursive: true });
    await agent.refresh();
    await centre.until(
      () => progress(seen),
      ({ settled, units }) => settled && units['kube/core/Pod'] === 'not-collected',
    );
    expect(await factsOf(seen)).toEqual(facts);
    expect((await findingsOf(seen)).map(({ finding }) => finding)).toEqual(
      findings.map(({ finding }) => finding),
    );
    // Stale is an overlay: what was failed is shown as unknown, and no longer counts as judged.
    const posture = await centre.until(
      () => postureAt(seen, 'pss-baseline'),
      ({ counts }) => counts.fail === 0,
    );
    expect(posture.coverage).toBe(0);
    expect(posture.score).toBeNull();
    expect(posture.scoreReason).toBe('insufficient data');
  });

  it('turns the verdicts on a value that became unreadable to unknown, which no score hides', async () => {
    const before = await postureAt(seen, 'plimsoll-kernel');
    await rm(join(audited.host.root, KPTR));
    await agent.refresh();
    await centre.until(
      () => verdictOf(seen, NODE_KEY, 'kernel/kptr-restrict'),
      (verdict) => verdict === 'unknown',
    );
    const after = await centre.until(
      () => postureAt(seen, 'plimsoll-kernel'),
      ({ coverage }) => coverage !== before.coverage,
    );
    expect(after.coverage).toBeLessThan(before.coverage ?? 0);
    expect((await factsOf(seen)).map(({ source }) => source)).toContain('host/sysctl');
    expect(await openFindings(NODE_KEY)).toContainEqual(
      expect.objectContaining({ control: 'kernel/kptr-restrict', verdict: 'unknown' }),
    );
  });

  it('goes on with the good documents when a broken one joins them, and ends nothing by it', async () => {
    const facts = await factsOf(seen);
    await audited.write('more.json', [pod('more', {})]);
    await audited.write('broken.yaml', 'apiVersion: v1\nkind: [Pod\n');
    await audited.delete('bad.json');
    await agent.refresh();
    const now = await centre.until(
      () => factsOf(seen),
      (rows) => rows.some(({ subject_key: key }) => key === '/Pod/shop/more'),
    );
    expect(now).toEqual(expect.arrayContaining(facts));
    expect(now).toHaveLength(facts.length + 1);
  });
});
