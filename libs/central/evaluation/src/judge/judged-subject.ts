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

const NO_VECTOR = Buffer.alloc(0);

export function judgeLoaded(subject: LoadedSubject, catalog: EvaluationCatalog): JudgedSubject {
  if (!subject.judged)
    return { key: subject.key, vector: NO_VECTOR, findings: [], findingDigests: NO_VECTOR };
  const vector = Buffer.alloc(catalog.vectorLength);
  const findings: JudgedFinding[] = [];
  catalog.judge.judgeSubject(subject, (control, judgement) => {
    vector[catalog.placeOf(control.id) ?? vector.length] = verdictCode(judgement.verdict);
    if (judgement.verdict === 'fail' || judgement.verdict === 'unknown')
      findings.push(findingOf(control, judgement));
  });
  return {
    key: subject.key,
    vector: trimmed(vector),
    findings,
    findingDigests: digestsOf(findings, catalog),
  };
}

function findingOf(
  control: Control,
  judgement: Extract<Judgement, { verdict: 'fail' | 'unknown' }>,
): JudgedFinding {
  const given = judgement.verdict === 'unknown' ? writeReason(judgement.reason, judgement.detail) : '';
  const reason = given.toWellFormed().replaceAll('\0', ''); // what Postgres can store
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

/** Without the places after the last verdict, so that a longer catalogue alone changes no vector. */
function trimmed(vector: Buffer): Buffer {
  let length = vector.length;
  while (length > 0 && vector[length - 1] === 0) length -= 1;
  return vector.subarray(0, length);
}

export const DIGEST_BYTES = 8;

/** Evidence repeats over the subjects of a fleet; the map starts again when it is full. */
const digests = new Map<string, Buffer>();
const MOST_DIGESTS = 20_000;

function digestOf(verdict: string, reason: string, evidence: string): Buffer {
  const text = `${verdict}\0${reason}\0${evidence}`;
  const known = digests.get(text);
  if (known !== undefined) return known;
  if (digests.size >= MOST_DIGESTS) digests.clear();
  const digest = hash('sha256', text, 'buffer').subarray(0, DIGEST_BYTES);
  digests.set(text, digest);
  return digest;
}

function digestsOf(findings: readonly JudgedFinding[], catalog: EvaluationCatalog): Buffer {
  const place = ({ control }: JudgedFinding): number => catalog.placeOf(control.id) ?? 0;
  return Buffer.concat(
    [...findings].sort((left, right) => place(left) - place(right)).map(({ digest }) => digest),
  );
}
