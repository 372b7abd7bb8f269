import { hash } from 'node:crypto';
import { verdictCode } from '@plimsoll/engine';
import type { Control } from '@plimsoll/engine';
import type { Judgement, SubjectKey } from '@plimsoll/model';
import { severityNumber, writeReason } from '@plimsoll/posture';
import type { LoadedSubject } from '@plimsoll/posture';
import type { EvaluationCatalog } from '../evaluation-catalog.js';

/** A finding as judging gives it, in its stored forms. */
export interface JudgedFinding {
  readonly control: Control;
  /** 8 bytes of SHA-256 over verdict, reason and evidence. */
  readonly digest: Buffer;
  readonly severity: number;
  readonly verdict: 'fail' | 'unknown';
  readonly reason: string;
  /** JSON array of model Evidence. */
  readonly evidence: string;
}

export interface JudgedSubject {
  readonly key: SubjectKey;
  readonly vector: Buffer;
  readonly findings: readonly JudgedFinding[];
  /** 8 bytes a finding, by the places of their controls: tells which findings changed without a look at them. */
  readonly findingDigests: Buffer;
}

/** What is stored of a subject; without vector it was never judged. */
export interface StoredJudgement {
  readonly vector: Buffer | undefined;
  readonly findingDigests: Buffer;
}

export const DIGEST_BYTES = 8;

/** Judges subjects one by one into buffers of its own: most judgements are what is stored, and cost no memory then. */
export class SubjectJudge {
  private readonly vector: Buffer;
  private readonly digests: Buffer;

  constructor(private readonly catalog: EvaluationCatalog) {
    this.vector = Buffer.alloc(catalog.vectorLength);
    this.digests = Buffer.alloc(catalog.vectorLength * DIGEST_BYTES);
  }

  /** undefined: as it is stored. */
  judge(subject: LoadedSubject, before: StoredJudgement): JudgedSubject | undefined {
    const findings = this.findings(subject);
    const vector = this.vector.subarray(0, lastVerdict(this.vector) + 1);
    const findingDigests = this.digests.subarray(0, findings.length * DIGEST_BYTES);
    if (isStored({ vector, findingDigests }, before, subject)) return undefined;
    return {
      key: subject.key,
      vector: Buffer.from(vector),
      findings,
      findingDigests: Buffer.from(findingDigests),
    };
  }

  /** Leaves the verdicts in the vector, and the digests by place. */
  private findings(subject: LoadedSubject): readonly JudgedFinding[] {
    const findings: JudgedFinding[] = [];
    this.vector.fill(0);
    if (!subject.judged) return findings;
    this.catalog.judge.judgeSubject(subject, (control, judgement) => {
      this.vector[this.catalog.placeOf(control.id) ?? this.vector.length] = verdictCode(judgement.verdict);
      if (judgement.verdict !== 'fail' && judgement.verdict !== 'unknown') return;
      const finding = findingOf(control, judgement);
      this.digests.set(finding.digest, findings.length * DIGEST_BYTES);
      findings.push(finding);
    });
    return findings;
  }
}

function isStored(
  after: Pick<JudgedSubject, 'vector' | 'findingDigests'>,
  before: StoredJudgement,
  { present }: LoadedSubject,
): boolean {
  if (before.vector === undefined || !present) return before.vector === undefined && !present;
  return after.findingDigests.equals(before.findingDigests) && after.vector.equals(before.vector);
}

/** Without the places after the last verdict, so that a longer catalogue alone changes no vector. */
function lastVerdict(vector: Buffer): number {
  let place = vector.length - 1;
  while (place >= 0 && vector[place] === 0) place -= 1;
  return place;
}

function findingOf(
  control: Control,
  judgement: Extract<Judgement, { verdict: 'fail' | 'unknown' }>,
): JudgedFinding {
  const reason =
    judgement.verdict === 'unknown' ? storable(writeReason(judgement.reason, judgement.detail)) : '';
  const evidence = JSON.stringify(judgement.evidence ?? []);
  const { verdict } = judgement;
  return {
    control,
    severity: severityNumber(control.severity),
    verdict,
    reason,
    evidence,
    digest: digestOf(verdict, reason, evidence),
  };
}

/** What Postgres can store. */
const storable = (text: string): string => text.toWellFormed().replaceAll('\0', '');

/** Evidence repeats over the subjects of a fleet; the maps start again when they are full. */
const failures = new Map<string, Buffer>();
const others = new Map<string, Buffer>();
const MOST_DIGESTS = 20_000;

function digestOf(verdict: string, reason: string, evidence: string): Buffer {
  const plain = verdict === 'fail' && reason === '';
  const text = (): string => `${verdict}\0${reason}\0${evidence}`;
  return plain ? remembered(failures, evidence, text) : remembered(others, text(), text);
}

function remembered(digests: Map<string, Buffer>, key: string, text: () => string): Buffer {
  const known = digests.get(key);
  if (known !== undefined) return known;
  if (digests.size >= MOST_DIGESTS) digests.clear();
  const digest = hash('sha256', text(), 'buffer').subarray(0, DIGEST_BYTES);
  digests.set(key, digest);
  return digest;
}
