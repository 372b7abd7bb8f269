import { testStore, type TestStore } from '@plimsoll/store/testing';
import type { ClusterId, OrganizationId } from '@plimsoll/model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FactRow } from '../ledger/fact-row.js';
import { textArray } from './binary-array.js';
import { FIND_FACTS, findFacts, writeFacts } from './facts-repository.js';

let test: TestStore;
let organization: OrganizationId;
let cluster: ClusterId;

beforeAll(async () => {
  test = await testStore();
  organization = await test.createOrganization();
  cluster = await test.createCluster(organization);
});
afterAll(() => test.close());

const SOURCE = 'kube/core/Node';
const key = (index: number): string => `/Node//n-${index}`;
const row = (index: number, more: Partial<FactRow> = {}): FactRow => ({
  source: SOURCE,
  key: key(index),
  partition: '',
  digest: Buffer.alloc(16, index),
  trimVersion: 1,
  state: 'stored',
  body: Buffer.from('{}'),
  rejection: null,
  dirty: true,
  ...more,
});

async function plan(): Promise<string> {
  const keys = Array.from({ length: 1_000 }, (_, index) => key(index));
  const lines = await test.store.transaction(organization, (tx) =>
    tx.query<{ 'QUERY PLAN': string }>(`explain ${FIND_FACTS}`, [
      organization,
      cluster,
      textArray(keys),
      textArray(keys.map(() => SOURCE)),
    ]),
  );
  return lines.map((line) => line['QUERY PLAN']).join('\n');
}

const write = (rows: readonly FactRow[], generation: bigint) =>
  test.store.transaction(organization, (tx) => writeFacts(tx, cluster, generation, rows));

describe('the rows of facts', () => {
  it('keep every byte of a body, whatever is in it', async () => {
    const body = String.raw`{"object":{"a":"\\ \" \n \u0000 ,{}NULL"},"shape":"object"} 	ß→😀`;
    await write(
      [row(1, { body: Buffer.from(body) }), row(2, { body: null, rejection: 'A_CODE: "x", {y}\\' })],
      1n,
    );
    const stored = await test.store.transaction(organization, (tx) =>
      tx.query('select body, rejection, digest from facts where cluster_id = $1 order by subject_key', [
        cluster,
      ]),
    );
    expect(stored).toEqual([
      { body, rejection: null, digest: Buffer.alloc(16, 1) },
      { body: null, rejection: 'A_CODE: "x", {y}\\', digest: Buffer.alloc(16, 2) },
    ]);
  });

  it('are found by source and subject, never one for the other', async () => {
    const wanted = [{ source: SOURCE, key: key(1) }, { source: 'kube/core/Pod', key: key(2) }]; // prettier-ignore
    const found = await test.store.transaction(organization, (tx) => findFacts(tx, cluster, wanted));
    expect([...found.values()].map((fact) => fact.key)).toEqual([key(1)]);
  });

  it('are found by the primary key while the table has no statistics, however much is in it', async () => {
    for (const generation of [2n, 3n, 4n]) {
      await write(
        Array.from({ length: 2_000 }, (_, index) =>
          row(index + 1, { key: key(Number(generation) * 10_000 + index) }),
        ),
        generation,
      );
      expect(await plan()).toMatch(
        /Index Scan using facts_pkey on facts(?![^]*Scan using facts_by_generation)/,
      );
    }
  });
});
