import { createApiToken, operator } from '@plimsoll/identity';
import { CAREFUL } from '@plimsoll/fleet';
import { systemClock } from '@plimsoll/runtime';
import { migrateQueue } from '@plimsoll/queue';
import { addCluster, startCentre, type BenchCentre } from '../centre/bench-centre.js';
import { evaluationOf } from '../centre/catalog.js';
import { feedCluster } from '../centre/fed-cluster.js';
import { benchErrors } from '../errors.js';
import { rounded, roundedSpread, type Measured } from '../figure.js';
import { median, quantile, spreadOf } from '../measure/statistics.js';
import { residentMiB } from '../measure/process-status.js';
import type { Bench, Scenario } from '../scenario.js';
import { startApi } from './api-process.js';
import { floorServer } from './floor-rows.js';

const CLUSTERS = 100;
const FACTS_A_CLUSTER = 1_000;
const TIMES_FINDINGS = 10;
const REQUESTS = 400;
const WARM_UP = 100;
const MORE_BY = 0.2;

const QUERY = `query Overview {
  organization {
    name asOf clusterCount connectedCount
    scores { framework score withScore withoutScore }
    clusters {
      cluster { id name kind labels { key value } }
      postures {
        framework score noScoreReason coverage counts { pass fail unknown manual notApplicable }
        freshness { units stale notCollected }
      }
    }
  }
}`;

export const overview: Scenario = {
  name: 'overview',
  meaning:
    'p99 of the organization overview over HTTP at 100 clusters and 100,000 facts / the rows from a bare server',
  run: async (bench) => {
    const centre = await startCentre(bench.folder);
    try {
      return await measureOverview(bench, centre);
    } finally {
      await centre.close();
    }
  },
};

async function measureOverview({ root, folder, progress }: Bench, centre: BenchCentre): Promise<Measured> {
  const facts = await fillFleet(centre, progress);
  await migrateQueue({ ownerUrl: centre.ownerUrl, appUrl: centre.appUrl });
  const token = await apiToken(centre);
  const api = await startApi(root, folder, centre.appUrl);
  const floor = await floorServer(centre);
  const ask = () => request(api.url, token);
  const askFloor = async () => (await fetch(floor.url)).text();
  try {
    requireFleet(await ask());
    await measure(WARM_UP, ask, askFloor);
    const findings = await countFindings(centre);
    progress(`${findings} findings, ${REQUESTS} requests`);
    const base = await measure(REQUESTS, ask, askFloor);
    await multiplyFindings(centre);
    const more = await countFindings(centre);
    progress(`${more} findings, ${REQUESTS} requests`);
    const tenfold = await measure(REQUESTS, ask, askFloor);
    return measured({ facts, findings, more, base, tenfold, rss: residentMiB(api.pid) });
  } finally {
    await floor.close();
    await api.stop();
  }
}

async function fillFleet(centre: BenchCentre, progress: Bench['progress']): Promise<number> {
  const { organizationId } = centre;
  const evaluation = evaluationOf(centre);
  let facts = 0;
  for (let index = 0; index < CLUSTERS; index += 1) {
    const clusterId = await addCluster(centre, `cluster-${String(index).padStart(3, '0')}`);
    facts += await feedCluster(centre, clusterId, {
      seed: 1_000 + index,
      count: FACTS_A_CLUSTER,
      habits: CAREFUL,
    });
    await evaluation.evaluate({ organizationId, clusterId });
    if (index % 25 === 24) progress(`${index + 1} clusters are evaluated`);
  }
  await evaluation.close();
  return facts;
}

async function apiToken({ store, organizationId }: BenchCentre): Promise<string> {
  const queue = { enqueue: () => Promise.resolve() };
  const wanted = { name: 'bench', role: 'viewer' } as const;
  return (await createApiToken({ store, queue, clock: systemClock }, operator(organizationId), wanted)).text;
}

async function request(url: string, token: string): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: QUERY }),
  });
  return response.text();
}

function requireFleet(text: string): void {
  const answer: { readonly data?: { readonly organization?: { readonly clusters: readonly unknown[] } } } =
    JSON.parse(text);
  if (answer.data?.organization?.clusters.length !== CLUSTERS)
    throw benchErrors.error('BENCH_PROGRAM_FAILED', `the overview answers ${text.slice(0, 500)}`);
}

interface Latencies {
  readonly api: readonly number[];
  readonly floor: readonly number[];
}

/** One request at a time, in turn. */
async function measure(
  requests: number,
  ask: () => Promise<string>,
  askFloor: () => Promise<string>,
): Promise<Latencies> {
  const [api, floor]: [number[], number[]] = [[], []];
  for (let index = 0; index < requests; index += 1) {
    floor.push(await milliseconds(askFloor));
    api.push(await milliseconds(ask));
  }
  return { api, floor };
}

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

async function countFindings({ store, organizationId }: BenchCentre): Promise<number> {
  const [row] = await store.transaction(organizationId, (tx) =>
    tx.query<{ count: number }>(
      'select count(*)::int as count from findings where organization_id = $1 and closed_at is null',
      [organizationId],
    ),
  );
  return row?.count ?? 0;
}

/** Nine more open findings for each, on subjects of other names; nothing else changes. */
async function multiplyFindings({ store, organizationId }: BenchCentre): Promise<void> {
  await store.transaction(organizationId, (tx) =>
    tx.query(
      `insert into findings (organization_id, cluster_id, finding_id, opened_at, closed_at, first_opened_at, subject_key,
         namespace, control, severity, verdict, reason, evidence, cause)
       select organization_id, cluster_id, substr(sha256(finding_id || int4send(copy)), 1, 16), opened_at, closed_at,
         first_opened_at, subject_key || '-' || copy, namespace, control, severity, verdict, reason, evidence, cause
       from findings cross join generate_series(1, ${TIMES_FINDINGS - 1}) as copy where organization_id = $1`,
      [organizationId],
    ),
  );
}

function measured(found: {
  readonly facts: number;
  readonly findings: number;
  readonly more: number;
  readonly base: Latencies;
  readonly tenfold: Latencies;
  readonly rss: number;
}): Measured {
  const { base, tenfold } = found;
  const [p99, p99Tenfold] = [quantile(base.api, 0.99), quantile(tenfold.api, 0.99)];
  const byMedian = median(tenfold.api) / median(base.api);
  return {
    scenario: 'overview',
    value: p99,
    unit: 'ms',
    floor: quantile(base.floor, 0.99),
    target: { of: 'value', is: 'at most', bound: 50 },
    alsoMet: p99Tenfold <= p99 * (1 + MORE_BY),
    extras: {
      latencyMs: roundedSpread(spreadOf(base.api)),
      floorLatencyMs: roundedSpread(spreadOf(base.floor)),
      tenfoldFindings: {
        p99: rounded(p99Tenfold),
        ratioOfP99: rounded(p99Tenfold / p99),
        ratioOfMedians: rounded(byMedian),
        floorP99: rounded(quantile(tenfold.floor, 0.99)),
        findings: found.more,
      },
      clusters: CLUSTERS,
      facts: found.facts,
      findings: found.findings,
      serverRssMiB: rounded(found.rss),
    },
  };
}
