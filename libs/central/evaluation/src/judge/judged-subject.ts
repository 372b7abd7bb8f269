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
  /** Of the findings, 16 bytes as hex; '' for none. Equal digests: no finding changed. */
  readonly findingsDigest: string;
}

const NO_VECTOR = Buffer.alloc(0);

export function judgeLoaded(subject: LoadedSubject, catalog: EvaluationCatalog): JudgedSubject {
  if (!subject.judged) return { key: subject.key, vector: NO_VECTOR, findings: [], findingsDigest: '' };
  const vector = Buffer.alloc(catalog.vectorLength);
  const findings: JudgedFinding[] = [];
  catalog.judge.judgeSubject(subject, (control, judgement) => {
    vector[catalog.placeOf(control.id) ?? vector.length] = verdictCode(judgement.verdict);
    if (judgement.verdict === 'fail' || judgement.verdict === 'unknown')
      findings.push(findingOf(control, judgement));
  });
  return { key: subject.key, vector: trimmed(vector), findings, findingsDigest: digestOf(findings) };
}

function findingOf(
  control: Control,
  judgement: Extract<Judgement, { verdict: 'fail' | 'unknown' }>,
): JudgedFinding {
  const reason = judgement.verdict === 'unknown' ? writeReason(judgement.reason, judgement.detail) : '';
  return {
    control,
    severity: severityNumber(control.severity),
    verdict: judgement.verdict,
    reason: reason.toWellFormed().replaceAll('\0', ''), // what Postgres can store, so that it compares equal
    evidence: JSON.stringify(judgement.evidence ?? []),
  };
}

/** Without the places after the last verdict, so that a longer catalogue alone changes no vector. */
function trimmed(vector: Buffer): Buffer {
  let length = vector.length;
  while (length > 0 && vector[length - 1] === 0) length -= 1;
  return vector.subarray(0, length);
}

function digestOf(findings: readonly JudgedFinding[]): string {
  if (findings.length === 0) return '';
  let text = '';
  for (const { control, verdict, reason, evidence } of findings) {
    text += `${control.id}\0${verdict}\0${reason}\0${evidence}\0`;
  }
  return hash('sha256', text, 'hex').slice(0, 32);
}
