import { DERIVATIONS, createJudge, decodeVector, derive, derivedLookup } from '@plimsoll/engine';
import { CONTROLS } from '@plimsoll/controls';
import { isSourceId, parseBody, parseSubjectKey, type Fact, type SourceId } from '@plimsoll/model';
import { judgedSubject } from '@plimsoll/engine';
import { POSTURE } from '../../flow/support/catalog.js';
import { factsOf, query, type Seen } from '../../flow/support/read.js';

/** `subject control verdict` of every verdict that the store holds. */
export async function storedVerdicts(seen: Seen): Promise<readonly string[]> {
  const rows = await query<{ subject_key: string; vector: Buffer }>(
    seen,
    'select subject_key, vector from subjects where cluster_id = $1',
  );
  return rows
    .flatMap(({ subject_key: key, vector }) =>
      decodeVector(vector).map(
        ([place, verdict]) => `${key} ${POSTURE.controlAt(place)?.id ?? place} ${verdict}`,
      ),
    )
    .sort();
}

/** The same, judged in memory from nothing but the stored facts and the state of their sources. */
export async function verdictsFromScratch(seen: Seen): Promise<readonly string[]> {
  const facts = (await factsOf(seen)).flatMap(({ subject_key: key, source, partition, body }): Fact[] => {
    const subject = parseSubjectKey(key);
    return subject && isSourceId(source) ? [{ subject, source, partition, body: parseBody(body) }] : [];
  });
  const derived = derivedLookup(
    DERIVATIONS,
    derive(DERIVATIONS, bySource(facts), await completeSources(seen)),
  );
  const bySubject = Map.groupBy(facts, ({ subject }) => JSON.stringify(subject));
  const judge = createJudge(CONTROLS);
  const known = new Set(bySubject.keys());
  const verdicts: string[] = [];
  for (const own of bySubject.values()) {
    const [first] = own;
    if (!first) continue;
    const object = own.flatMap(({ body }) => (body.shape === 'object' ? [body.object] : []))[0] ?? {};
    if (!judgedSubject(first.subject, object, (owner) => known.has(JSON.stringify(owner)))) continue;
    const bodies = Object.fromEntries(own.map(({ source, body }) => [source, body]));
    const key = keyOf(first);
    judge.judgeSubject({ subject: first.subject, facts: bodies, derived }, (control, { verdict }) =>
      verdicts.push(`${key} ${control.id} ${verdict}`),
    );
  }
  return verdicts.sort();
}

const keyOf = ({ subject }: Fact): string =>
  [subject.group, subject.kind, subject.namespace, subject.name]
    .map((part) => part.replaceAll('%', '%25').replaceAll('/', '%2F'))
    .join('/');

const bySource = (facts: readonly Fact[]): Map<SourceId, Fact[]> =>
  Map.groupBy(facts, ({ source }) => source);

async function completeSources(seen: Seen): Promise<ReadonlySet<SourceId>> {
  const rows = await query<{ source: string; whole: boolean }>(
    seen,
    `select source, bool_and(state = 'complete') as whole from partitions where cluster_id = $1 group by source`,
  );
  return new Set(rows.flatMap(({ source, whole }) => (whole && isSourceId(source) ? [source] : [])));
}
