import { createJudge, decodeVector } from '@plimsoll/engine';
import type { Control } from '@plimsoll/engine';
import type { ClusterId, Judgement, SubjectKey, Verdict } from '@plimsoll/model';
import type { Transaction } from '@plimsoll/store';
import { stalenessOf } from '../composition/overlay.js';
import { collectionAt } from '../freshness/freshness.js';
import { loadUnits } from '../freshness/partition-units.repository.js';
import type { Instant } from '../instant.js';
import { loadSubjects } from '../judging/load-subjects.js';
import type { PostureCatalog } from '../posture-catalog.js';
import { loadSubjectRow, summaryOf } from './subjects.repository.js';
import type { SubjectSummary } from './subjects.repository.js';

export interface SubjectVerdict {
  readonly control: Control;
  readonly verdict: Verdict;
  /** The overlay of time moves it to unknown. */
  readonly stale: boolean;
  /** Computed again from the facts, when asked for; the engine is pure, so it is what was judged. */
  readonly judgement?: Judgement;
}

export interface SubjectDetail extends SubjectSummary {
  readonly verdicts: readonly SubjectVerdict[];
}

/** One subject with its verdicts, passes too; undefined for a key that the cluster does not have. */
export async function subjectByKey(
  tx: Transaction,
  catalog: PostureCatalog,
  query: {
    readonly clusterId: ClusterId;
    readonly key: SubjectKey;
    readonly evidence?: boolean;
    readonly now: Instant;
  },
): Promise<SubjectDetail | undefined> {
  const { clusterId, key } = query;
  const row = await loadSubjectRow(tx, clusterId, key);
  if (row === undefined) return undefined;
  const units = (await loadUnits(tx, [clusterId])).get(clusterId) ?? [];
  const isStale = stalenessOf(collectionAt(units, query.now), catalog);
  const judgements = query.evidence
    ? await judgeAgain(tx, catalog, clusterId, key)
    : new Map<string, Judgement>();
  const verdicts = decodeVector(row.vector).flatMap(([place, verdict]): readonly SubjectVerdict[] => {
    const control = catalog.controlAt(place);
    if (control === undefined) return [];
    const judgement = judgements.get(control.id);
    return [{ control, verdict, stale: isStale(control.id, key), ...(judgement && { judgement }) }];
  });
  return { ...summaryOf(row), verdicts };
}

async function judgeAgain(
  tx: Transaction,
  catalog: PostureCatalog,
  clusterId: ClusterId,
  key: SubjectKey,
): Promise<ReadonlyMap<string, Judgement>> {
  const judgements = new Map<string, Judgement>();
  for (const subject of await loadSubjects(tx, clusterId, catalog, [key])) {
    if (!subject.judged) continue;
    createJudge(catalog.controls).judgeSubject(subject, (control, judgement) =>
      judgements.set(control.id, judgement),
    );
  }
  return judgements;
}
