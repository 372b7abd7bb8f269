import { createJudge, decodeVector, derive, derivedLookup } from '@plimsoll/engine';
import { parseSubjectKey, subjectKey } from '@plimsoll/model';
import type { Fact, FactBody, SourceId, Subject } from '@plimsoll/model';
import { testStore } from '@plimsoll/store/testing';
import type { TestStore } from '@plimsoll/store/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testCatalog } from './testing/test-catalog.js';
import {
  BINDINGS,
  DEPLOYMENTS,
  SYSCTL,
  TestCluster,
  deployment,
  node,
  roleBinding,
  withKernel,
  withMode,
} from './testing/test-cluster.js';

let db: TestStore;
beforeAll(async () => {
  db = await testStore();
});
afterAll(() => db.close());

const catalog = testCatalog();

interface Change {
  readonly subject: Subject;
  readonly source: SourceId;
  /** null: it ends. */
  readonly body: FactBody | null;
}
type Step = { readonly change: Change } | 'evaluate' | 'complete';

const namespace = fc.constantFrom('shop', 'other');
const name = fc.constantFrom('a', 'b', 'c');
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({
    subject: fc.tuple(name, namespace).map(([own, of]) => deployment(own, of)),
    source: fc.constant(DEPLOYMENTS),
    body: fc.constantFrom(
      withMode('good'),
      withMode('bad'),
      withMode('worse'),
      { shape: 'object', object: {} } as const,
      null,
    ),
  }),
  fc.record({
    subject: name.map(node),
    source: fc.constant(SYSCTL),
    body: fc.constantFrom(withKernel('0'), withKernel('1'), null),
  }),
  fc.record({
    subject: fc.tuple(name, namespace).map(([own, of]) => roleBinding(own, of)),
    source: fc.constant(BINDINGS),
    body: fc.constantFrom({ shape: 'object', object: {} } as const, null),
  }),
);
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: change.map((own): Step => ({ change: own })) },
    { weight: 3, arbitrary: fc.constant<Step>('evaluate') },
    { weight: 1, arbitrary: fc.constant<Step>('complete') },
  ),
  { minLength: 1, maxLength: 14 },
);

/** The facts in memory, judged from nothing. */
class World {
  readonly facts = new Map<string, Fact>();
  complete = false;

  apply({ subject, source, body }: Change): void {
    const key = `${subjectKey(subject)} ${source}`;
    if (body === null) this.facts.delete(key);
    else this.facts.set(key, { source, partition: '', subject, body });
  }

  verdicts(): Record<string, Record<string, string>> {
    const bindings = [...this.facts.values()].filter(({ source }) => source === BINDINGS);
    const complete = new Set<SourceId>(this.complete ? [BINDINGS] : []);
    const derived = derivedLookup(
      catalog.derivations,
      derive(catalog.derivations, new Map([[BINDINGS, bindings]]), complete),
    );
    const judge = createJudge(catalog.controls);
    const verdicts: Record<string, Record<string, string>> = {};
    for (const { subject, source, body } of this.facts.values()) {
      const own: Record<string, string> = {};
      judge.judgeSubject({ subject, facts: { [source]: body }, derived }, (control, { verdict }) => {
        own[control.id] = verdict;
      });
      verdicts[subjectKey(subject)] = own;
    }
    return verdicts;
  }
}

async function stored(cluster: TestCluster): Promise<Record<string, Record<string, string>>> {
  const rows = await cluster.query<{ subject_key: string; vector: Buffer }>(
    'select subject_key, vector from subjects',
  );
  const idAt = new Map(Object.entries(catalog.places).map(([id, place]) => [place, id]));
  return Object.fromEntries(
    rows.map(({ subject_key: key, vector }) => [
      key,
      Object.fromEntries(decodeVector(vector).map(([place, verdict]) => [idAt.get(place) ?? '', verdict])),
    ]),
  );
}

/** `namespace control verdict` -> number of subjects, by the verdicts. */
function countsOf(verdicts: Record<string, Record<string, string>>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [key, own] of Object.entries(verdicts)) {
    for (const [control, verdict] of Object.entries(own)) {
      const cell = `${parseSubjectKey(key)?.namespace} ${control} ${verdict}`;
      counts[cell] = (counts[cell] ?? 0) + 1;
    }
  }
  return counts;
}

async function tallies(cluster: TestCluster): Promise<Record<string, number>> {
  const rows = await cluster.query<{ cell: string; count: number }>(
    `select namespace || ' ' || control || ' ' || verdict as cell, count from tallies t
     cross join lateral (values ('pass', pass), ('fail', fail), ('unknown', unknown), ('not-applicable', not_applicable)) v(verdict, count)
     where closed_at is null and count > 0`,
  );
  return Object.fromEntries(rows.map(({ cell, count }) => [cell, count]));
}

async function openFindings(cluster: TestCluster): Promise<readonly string[]> {
  const rows = await cluster.query<{ cell: string }>(
    `select subject_key || ' ' || control || ' ' || verdict as cell from findings where closed_at is null`,
  );
  return rows.map(({ cell }) => cell).sort();
}

const failing = (verdicts: Record<string, Record<string, string>>): readonly string[] =>
  Object.entries(verdicts)
    .flatMap(([key, own]) =>
      Object.entries(own)
        .filter(([, verdict]) => verdict === 'fail' || verdict === 'unknown')
        .map(([control, verdict]) => `${key} ${control} ${verdict}`),
    )
    .sort();

it(
  'holds what judging from nothing gives, after any sequence of changes and evaluations',
  { timeout: 120_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        const cluster = await TestCluster.create(db);
        const world = new World();
        for (const step of sequence) {
          if (step === 'evaluate') await cluster.evaluate();
          else if (step === 'complete') {
            await cluster.complete(BINDINGS);
            world.complete = true;
          } else {
            await cluster.write([step.change]);
            world.apply(step.change);
          }
        }
        await cluster.evaluate();
        const expected = world.verdicts();
        expect(await stored(cluster)).toEqual(expected);
        expect(await tallies(cluster)).toEqual(countsOf(expected));
        expect(await openFindings(cluster)).toEqual(failing(expected));
        expect(await cluster.query('select 1 from facts where body is null')).toEqual([]);
        expect(await cluster.query('select 1 from findings where closed_at <= opened_at')).toEqual([]);
      }),
      { numRuns: 40 },
    );
  },
);
