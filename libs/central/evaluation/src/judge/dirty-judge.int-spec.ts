import { canonicalBody, subjectKey } from '@plimsoll/model';
import { silentLogger } from '@plimsoll/runtime';
import type { Logger } from '@plimsoll/runtime';
import { testStore } from '@plimsoll/store/testing';
import type { TestStore } from '@plimsoll/store/testing';
import fc from 'fast-check';
import { hash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluationCatalog } from '../evaluation-catalog.js';
import { planCluster } from '../plan/plan-cluster.js';
import { RememberedRows } from '../roll-up/remembered-rows.js';
import { rollUp } from '../roll-up/roll-up.js';
import { testCatalog } from '../testing/test-catalog.js';
import { TestCluster, deployment, withMode } from '../testing/test-cluster.js';
import { JudgeThreads } from '../threads/judge-threads.js';
import { BATCH } from './dirty-batch.repository.js';
import { DirtyJudge } from './dirty-judge.js';
import type { JudgedCluster, JudgesBeside } from './dirty-judge.js';
import { readAndJudge } from './judged-batch.js';

const THREAD = new URL('../../dist/testing/judge-thread.js', import.meta.url);
const missing = !existsSync(THREAD);
if (missing) process.stderr.write('skipped: judging in threads, because nothing is built (npm run build)\n');

const catalog = evaluationCatalog(testCatalog());
const MODES = ['good', 'bad', 'worse'] as const;
/** Enough for three batches. */
const SUBJECTS = 2 * BATCH + 300;

let db: TestStore;
let threads: JudgeThreads;
const failures: unknown[] = [];
beforeAll(async () => {
  db = await testStore();
  const warn: Logger['warn'] = ({ reason }) => void failures.push(reason);
  const logger = { ...silentLogger, warn };
  // Without the options of the tests' own process, which resolve our packages to their sources.
  threads = new JudgeThreads({ module: THREAD, databaseUrl: db.appUrl, count: 2, logger, execArgv: [] });
});
afterAll(async () => {
  await threads.close();
  await db.close();
});

/** In one commit, every Deployment that the modes name by its number; undefined leaves one alone. */
async function put(cluster: TestCluster, modes: readonly (string | undefined)[]): Promise<void> {
  const rows = modes.flatMap((mode, index) =>
    mode === undefined
      ? []
      : [
          {
            key: subjectKey(deployment(`web-${index}`, `shop-${index % 7}`)),
            body: canonicalBody(withMode(mode)),
          },
        ],
  );
  await cluster.query(
    `with taken as (
       update directory set generation = generation + 1 where organization_id = $1 and cluster_id = $2 returning generation
     )
     insert into facts (organization_id, cluster_id, subject_key, source, partition, generation, trim_version, digest, body)
     select $1, $2, key, 'kube/apps/Deployment', '', taken.generation, 1, '', body
     from taken, json_to_recordset($3::json) as r(key text, body text)
     on conflict (organization_id, cluster_id, subject_key, source) do update
     set generation = excluded.generation, body = excluded.body`,
    [cluster.organizationId, cluster.clusterId, JSON.stringify(rows)],
  );
}

async function judgeAll(cluster: TestCluster, beside?: JudgesBeside): Promise<JudgedCluster> {
  const { clusterId, clock } = cluster;
  clock.time += 1_000;
  const planned = await cluster.transaction((tx) => planCluster(tx, clusterId, catalog, clock.now()));
  if (typeof planned === 'string') throw new Error(`nothing to judge: ${planned}`);
  const options = { store: db.store, catalog, clock, ...planned, threads: beside };
  const judged = await new DirtyJudge(cluster, options).run(undefined);
  const remembered = new RememberedRows();
  await cluster.transaction((tx) =>
    rollUp(tx, cluster, { catalog, remembered, instant: clock.now(), judged: judged.cause, mayWait: false }),
  );
  return judged;
}

/** Everything that judging writes, by names instead of ids and instants. */
const written = (cluster: TestCluster): Promise<readonly object[]> =>
  cluster.query(
    `select json_agg(r order by r::text) as rows from (
       select 'subject' as of, subject_key, encode(vector, 'hex') as a, encode(findings_digest, 'hex') as b, '' as c from subjects where cluster_id = $1
       union all select 'finding', subject_key, control, evidence, concat(closed_at is null, ' ', opened_at = first_opened_at) from findings where cluster_id = $1
       union all select 'tally', namespace, control, concat(pass, ' ', fail, ' ', unknown, ' ', not_applicable), (closed_at is null)::text from tallies where cluster_id = $1
       union all select 'dirty', subject_key, '', '', '' from dirty where cluster_id = $1
     ) r`,
    [cluster.clusterId],
  );

async function storyOf(rounds: readonly (readonly (string | undefined)[])[], beside?: JudgesBeside) {
  const cluster = await TestCluster.create(db);
  await cluster.completeAll();
  const judged: JudgedCluster[] = [];
  for (const modes of rounds) {
    await put(cluster, modes);
    judged.push(await judgeAll(cluster, beside));
  }
  return { judged, written: await written(cluster) };
}

/** A round for all subjects, and one for most of them, from a seed: thousands of modes tell nobody anything. */
function roundsOf(seed: number): readonly (readonly (string | undefined)[])[] {
  const modeOf =
    (round: number) =>
    (index: number): string | undefined => {
      const bytes = hash('sha256', `${seed} ${round} ${index}`, 'buffer');
      return round > 0 && (bytes[1] ?? 0) < 25 ? undefined : MODES[(bytes[0] ?? 0) % MODES.length];
    };
  const indexes = Array.from({ length: SUBJECTS }, (_, index) => index);
  return [indexes.map(modeOf(0)), indexes.map(modeOf(1))];
}
const RUNS = { numRuns: 2, endOnFailure: true };

/** On connections of the store itself; each second one takes its time, so that they end out of order. */
const slowAndQuick = (): JudgesBeside => {
  let asked = 0;
  return {
    count: 3,
    judge: async (cluster, range) => {
      asked += 1;
      const pauses = asked % 2;
      return db.store.transaction(cluster.organizationId, async (tx) => {
        if (pauses === 1) await tx.query('select pg_sleep(0.05)');
        return readAndJudge(tx, cluster, catalog, range);
      });
    },
  };
};

describe('judging beside this thread', () => {
  it('comes to the same as in this thread alone, in whatever order the others end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), async (seed) => {
        const rounds = roundsOf(seed);
        expect(await storyOf(rounds, slowAndQuick())).toEqual(await storyOf(rounds));
      }),
      RUNS,
    );
  }, 120_000);

  it.skipIf(missing)(
    'comes to the same in threads',
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.nat(), async (seed) => {
          const rounds = roundsOf(seed);
          let asked = 0;
          const counted: JudgesBeside = {
            count: threads.count,
            judge: (cluster, range) => {
              asked += 1;
              return threads.judge(cluster, range);
            },
          };
          expect(await storyOf(rounds, counted)).toEqual(await storyOf(rounds));
          expect(asked).toBeGreaterThanOrEqual(3);
          expect(failures).toEqual([]);
        }),
        RUNS,
      );
    },
    120_000,
  );

  it('judges itself what the others could not', async () => {
    const rounds = roundsOf(1);
    const none: JudgesBeside = { count: 2, judge: () => Promise.resolve(undefined) };
    const story = await storyOf(rounds, none);
    expect(story.judged.map(({ outcome }) => outcome)).toEqual(['done', 'done']);
    expect(story).toEqual(await storyOf(rounds));
  }, 60_000);
});

it('judges a full batch that grew since it was cut, and what it pushed out', async () => {
  const cluster = await TestCluster.create(db);
  await cluster.completeAll();
  await put(
    cluster,
    Array.from({ length: SUBJECTS }, () => 'bad'),
  );
  let first = true;
  const growing: JudgesBeside = {
    count: 1,
    judge: async (address, range) => {
      if (first) {
        first = false;
        await cluster.query(
          `insert into dirty (organization_id, cluster_id, subject_key, cause)
           select $1, $2, 'apps/Deployment/a/gone-' || i, 'facts' from generate_series(1, 10) i`,
          [cluster.organizationId, cluster.clusterId],
        );
      }
      return cluster.transaction((tx) => readAndJudge(tx, address, catalog, range));
    },
  };
  expect(await judgeAll(cluster, growing)).toEqual({
    outcome: 'done',
    judged: SUBJECTS + 10,
    cause: 'facts',
  });
  expect(await cluster.query('select from dirty')).toEqual([]);
}, 60_000);

it('keeps the first opening of a finding whose subject was gone', async () => {
  const cluster = await TestCluster.create(db);
  await cluster.completeAll();
  for (const mode of ['bad', 'good', 'bad']) {
    await put(cluster, [mode]);
    await judgeAll(cluster);
  }
  const rows = await cluster.query<{ first: boolean }>(
    `select first_opened_at = min(opened_at) over () as first from findings where control = 'test/mode'`,
  );
  expect(rows).toEqual([{ first: true }, { first: true }]);
});
