import { writeDocuments } from '@plimsoll/yaml';
import { describe, expect, it } from 'vitest';
import { plimsoll } from '../testing/fake-terminal.js';
import { clusterObjects } from './cluster-objects.js';
import { installOptions } from './install-options.js';

const PLAN = {
  namespace: 'watch',
  image: 'i:1',
  name: 'prod',
  centre: 'centre.example:8441',
  caPin: 'sha256:00',
  token: { text: 'hush-hush', id: 'T' },
};

describe('what a cluster is given', () => {
  it('holds the token in one Secret and nowhere else', () => {
    const base64 = Buffer.from('hush-hush').toString('base64');
    const holding = clusterObjects(PLAN).filter(({ object }) => JSON.stringify(object).includes(base64));
    expect(holding.map(({ path }) => path)).toEqual([
      '/api/v1/namespaces/watch/secrets/plimsoll-cluster-agent-enrollment',
    ]);
    expect(JSON.stringify(clusterObjects(PLAN))).not.toContain('hush-hush');
  });

  it('leaves the token that is there alone when there is no new one', () => {
    const { token: _, ...kept } = PLAN;
    const paths = clusterObjects(kept).map(({ path }) => path);
    expect(paths).toHaveLength(clusterObjects(PLAN).length - 1);
    expect(paths.some((path) => path.endsWith('-enrollment'))).toBe(false);
  });

  it('lets the agent read what the collectors declare, and touch its own state alone', () => {
    const text = JSON.stringify(clusterObjects(PLAN));
    expect(text.match(/"verbs":\["(?:list","watch|create|get)"\]/g)?.length).toBeGreaterThan(8);
    expect(text).toContain('"resourceNames":["plimsoll-cluster-agent-state"],"verbs":["get","patch"]');
    expect(text).not.toMatch(/"\*"|hostNetwork|hostPID|hostPath|"privileged":true/);
  });
});

describe('what a cluster is given, judged as any other workload', () => {
  it('fails nothing that it need not', async () => {
    const objects = clusterObjects({ ...PLAN, image: `i@sha256:${'0'.repeat(64)}` });
    const manifests = writeDocuments(objects.map(({ object }) => object));
    const controls = ['plain-credentials', 'resource-limits', 'service-account-token', 'image-digest'];
    const chosen = controls.flatMap((slug) => ['--control', `workload/${slug}`]);
    const args = ['scan', '-', '--format', 'json', '--framework', 'pss-restricted', ...chosen];
    const { stdout } = await plimsoll(args, manifests);
    const { results, summary } = JSON.parse(stdout) as Scanned;
    expect(results.filter(({ verdict }) => verdict === 'fail')).toEqual([]);
    expect(summary.pass).toBeGreaterThan(10);
  });
});

interface Scanned {
  readonly results: readonly { readonly verdict: string; readonly control: string }[];
  readonly summary: { readonly pass: number };
}

describe('the options of it', () => {
  it('default to a namespace of its own and what the centre says', () => {
    expect(installOptions({ context: 'c', image: 'i' }, {})).toMatchObject({
      choice: { context: 'c' },
      namespace: 'plimsoll',
      centre: undefined,
      dryRun: false,
    });
  });

  it.each([
    [['--context', 'c'], /--image is not given/],
    [['--context', 'c', '--image', 'a b'], /--image is "a b"/],
    [['--context', 'c', '--image', 'i', '--namespace', 'A'], /--namespace is "A"/],
    [['--context', 'c', '--image', 'i', '--token', 't'], /--image is for an agent in the cluster/],
    [['--dry-run'], /--dry-run is for a cluster; give its --context/],
  ])('%j is not right', async (args, message) => {
    const { code, stderr } = await plimsoll(['enroll', ...args]);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});
