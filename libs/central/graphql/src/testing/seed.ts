import { createJudge, encodeVector } from '@plimsoll/engine';
import {
  bodyDigest,
  canonicalBody,
  factDigest,
  NO_COUNTS,
  parseSubjectKey,
  subjectKey,
  type ClusterId,
  type FactBody,
  type Judgement,
  type OrganizationId,
  type SourceId,
  type Subject,
} from '@plimsoll/model';
import {
  collectionAt,
  composePosture,
  findingId,
  loadPostureInput,
  loadSubjects,
  loadUnits,
  severityNumber,
  writeRequirements,
  type PostureCatalog,
} from '@plimsoll/posture';
import type { Transaction } from '@plimsoll/store';

export interface SeededFact {
  readonly subject: Subject;
  readonly source: SourceId;
  readonly partition: string;
  readonly body: FactBody;
}

const NODE: Subject = { group: '', kind: 'Node', namespace: '', name: 'node-1' };
const WEB: Subject = { group: 'apps', kind: 'Deployment', namespace: 'shop', name: 'web' };

/** A node that shows kernel addresses, and a privileged Deployment. */
const SEEDED: readonly SeededFact[] = [
  {
    subject: NODE,
    source: 'host/sysctl',
    partition: 'node-1',
    body: { shape: 'settings', settings: { 'kernel.kptr_restrict': '0', 'kernel.dmesg_restrict': '1' } },
  },
  {
    subject: WEB,
    source: 'kube/apps/Deployment',
    partition: '',
    body: {
      shape: 'object',
      object: {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'web', namespace: 'shop' },
        spec: {
          template: {
            spec: { containers: [{ name: 'web', image: 'web', securityContext: { privileged: true } }] },
          },
        },
      },
    },
  },
];

/** Facts and what they come to, as ingest and evaluation leave a small cluster behind, in one transaction. */
export async function seedCluster(
  tx: Transaction,
  clusterId: ClusterId,
  catalog: PostureCatalog,
  now: number,
): Promise<void> {
  await writeFacts(tx, clusterId, now);
  const keys = [...new Set(SEEDED.map(({ subject }) => subjectKey(subject)))];
  const tallies = new Map<string, { namespace: string; control: string; counts: Record<string, number> }>();
  for (const subject of await loadSubjects(tx, clusterId, catalog, keys)) {
    const verdicts: [number, Judgement['verdict']][] = [];
    for (const [control, judgement] of judgementsOf(catalog, subject)) {
      const place = catalog.placeOf(control.id);
      if (place !== undefined) verdicts.push([place, judgement.verdict]);
      const { namespace } = subject.subject;
      const tally = tallies.get(`${namespace} ${control.id}`) ?? {
        namespace,
        control: control.id,
        counts: { ...NO_COUNTS },
      };
      const name = judgement.verdict === 'not-applicable' ? 'notApplicable' : judgement.verdict;
      tally.counts[name] = (tally.counts[name] ?? 0) + 1;
      tallies.set(`${namespace} ${control.id}`, tally);
      if (judgement.verdict === 'fail' || judgement.verdict === 'unknown')
        await writeFinding(tx, clusterId, subject.key, control, judgement, now);
    }
    await writeSubject(tx, clusterId, subject.key, encodeVector(verdicts), now);
  }
  for (const tally of tallies.values()) await writeTally(tx, clusterId, tally, now);
  await writePosture(tx, clusterId, catalog, now);
}

type Loaded = Awaited<ReturnType<typeof loadSubjects>>[number];
type SeenControl = PostureCatalog['controls'][number];

function judgementsOf(catalog: PostureCatalog, subject: Loaded): readonly [SeenControl, Judgement][] {
  const judged: [SeenControl, Judgement][] = [];
  createJudge(catalog.controls).judgeSubject(subject, (control, judgement) =>
    judged.push([control, judgement]),
  );
  return judged;
}

const at = (now: number, ago = 60_000): Date => new Date(now - ago);

async function writeFacts(tx: Transaction, clusterId: ClusterId, now: number): Promise<void> {
  const key = [tx.organizationId, clusterId];
  await tx.query(
    `update clusters set created_at = $3, last_seen_at = $4, agent_version = '0.1.0', connected_stream = 1,
     connected_at = $3 where organization_id = $1 and cluster_id = $2`,
    [...key, at(now, 86_400_000), at(now, 1_000)],
  );
  for (const { subject, source, partition, body } of SEEDED) {
    await tx.query(
      `insert into partitions (organization_id, cluster_id, source, partition, state, completed_at, confirmed_at)
       values ($1, $2, $3, $4, 'complete', $5, $6)`,
      [...key, source, partition, at(now), at(now, 1_000)],
    );
    const text = canonicalBody(body);
    const digest = Buffer.from(factDigest(subjectKey(subject), 1, bodyDigest(text)));
    await tx.query(
      `insert into facts (organization_id, cluster_id, subject_key, source, partition, generation, trim_version, digest, body)
       values ($1, $2, $3, $4, $5, 1, 1, $6, $7)`,
      [...key, subjectKey(subject), source, partition, digest, text],
    );
  }
  await tx.query(
    `insert into facts (organization_id, cluster_id, subject_key, source, partition, generation, trim_version, digest, rejection)
     values ($1, $2, '/Pod/shop/huge', 'kube/core/Pod', '', 1, 1, '\\x00', 'FACT_TOO_LARGE: 3 MiB')`,
    key,
  );
}

async function writeSubject(
  tx: Transaction,
  clusterId: ClusterId,
  key: string,
  vector: Uint8Array,
  now: number,
): Promise<void> {
  const subject = parseSubjectKey(key);
  if (subject === undefined) throw new Error(`${key} is no subject`);
  const { group, kind, namespace, name } = subject;
  await tx.query(
    `insert into subjects (organization_id, cluster_id, subject_key, api_group, kind, namespace, name, vector, first_seen_at, judged_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)`,
    [tx.organizationId, clusterId, key, group, kind, namespace, name, Buffer.from(vector), at(now)],
  );
}

async function writeFinding(
  tx: Transaction,
  clusterId: ClusterId,
  key: string,
  control: SeenControl,
  judgement: Extract<Judgement, { verdict: 'fail' | 'unknown' }>,
  now: number,
): Promise<void> {
  const organizationId: OrganizationId | null = tx.organizationId;
  if (organizationId === null) throw new Error('seeding needs an organization');
  await tx.query(
    `insert into findings (organization_id, cluster_id, finding_id, opened_at, first_opened_at, subject_key, namespace, control, severity, verdict, reason, evidence, cause)
     values ($1, $2, decode($3, 'hex'), $4, $4, $5, $6, $7, $8, $9, $10, $11, 'facts')`,
    [
      organizationId,
      clusterId,
      findingId(organizationId, clusterId, control.id, key),
      at(now),
      key,
      parseSubjectKey(key)?.namespace,
      control.id,
      severityNumber(control.severity),
      judgement.verdict,
      judgement.verdict === 'unknown' ? judgement.reason : '',
      JSON.stringify(judgement.evidence ?? []),
    ],
  );
}

async function writeTally(
  tx: Transaction,
  clusterId: ClusterId,
  { namespace, control, counts }: { namespace: string; control: string; counts: Record<string, number> },
  now: number,
): Promise<void> {
  await tx.query(
    `insert into tallies (organization_id, cluster_id, namespace, control, opened_at, pass, fail, unknown, not_applicable, cause)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'facts')`,
    [
      tx.organizationId,
      clusterId,
      namespace,
      control,
      at(now),
      counts['pass'],
      counts['fail'],
      counts['unknown'],
      counts['notApplicable'],
    ],
  );
}

async function writePosture(
  tx: Transaction,
  clusterId: ClusterId,
  catalog: PostureCatalog,
  now: number,
): Promise<void> {
  const units = (await loadUnits(tx, [clusterId])).get(clusterId) ?? [];
  const collection = collectionAt(units, now);
  const input = await loadPostureInput(tx, { clusterId, kind: 'kubernetes' }, collection);
  for (const { namespace, framework, posture } of composePosture(catalog, catalog.frameworks, input)) {
    const { pass, fail, unknown, manual, 'not-applicable': notApplicable } = posture.counts;
    await tx.query(
      `insert into posture (organization_id, cluster_id, namespace, framework, opened_at, score, coverage, compliance, passed, failed, unknown, manual, not_applicable, requirements, freshness, valid_until, cause)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 'facts')`,
      [
        tx.organizationId, clusterId, namespace, framework, at(now), posture.score, posture.coverage,
        posture.compliance, pass, fail, unknown, manual, notApplicable, writeRequirements(posture.requirements),
        JSON.stringify(collection.freshness),
        collection.validUntil === null ? null : new Date(collection.validUntil),
      ], // prettier-ignore
    );
  }
}
