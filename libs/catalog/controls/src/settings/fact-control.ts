import type { Control, SubjectView } from '@plimsoll/engine';
import type { Evidence, Judgement, Setting, Severity, SourceId } from '@plimsoll/model';
import { declareControl } from '../declare.js';
import { passOrFail } from '../judgement.js';
import { notApplicable, readingOf, unreadable } from './reading.js';
import type { Rule } from './rule.js';

/** When a rule is about a host at all. */
export interface Condition {
  readonly source: SourceId;
  readonly key: string;
  /** Whether it is, by the text of the key; undefined is its proven absence. */
  readonly holds: (text: string | undefined) => boolean;
  /** Why the rule is not about other hosts. */
  readonly otherwise: string;
  readonly examples: { readonly holds: Setting; readonly not: Setting };
}

/** Another fact that decides instead, where the row's own is bad. */
export interface Instead {
  readonly source: SourceId;
  readonly key: string;
  readonly accepts: (text: string) => boolean | undefined;
  readonly wanted: string;
  readonly example: string;
}

/** A row of a table: one fact of a host against one rule. What its proven absence means is said, never guessed. */
export interface FactRow {
  readonly id: string;
  readonly source: SourceId;
  readonly key: string;
  readonly title: string;
  readonly severity: Severity;
  readonly why: string;
  readonly remedy: string;
  readonly references: readonly string[];
  readonly rule: Rule;
  readonly absent: 'pass' | 'fail' | { readonly notApplicable: string } | { readonly unknown: string };
  readonly only?: readonly Condition[];
  readonly instead?: Instead;
}

/** The verdict where a condition does not hold, or is not known; undefined where all hold. */
function elsewhere(row: FactRow, view: SubjectView): Judgement | undefined {
  for (const { source, key, holds, otherwise } of row.only ?? []) {
    const reading = readingOf(view, source, key);
    if (reading.kind === 'unknown') return reading.judgement;
    if (!holds(reading.kind === 'text' ? reading.text : undefined)) return notApplicable(otherwise);
  }
  return undefined;
}

/** A fail as the row has it, unless the other fact says that all is well. */
function unlessInstead(row: FactRow, view: SubjectView, evidence: Evidence): Judgement {
  const failed: Judgement = { verdict: 'fail', evidence: [evidence] };
  if (row.instead === undefined) return failed;
  const { source, key, accepts, wanted } = row.instead;
  const reading = readingOf(view, source, key);
  if (reading.kind === 'unknown') return reading.judgement;
  if (reading.kind === 'absent') return failed;
  const other = { path: key, value: reading.text, wanted };
  const accepted = accepts(reading.text);
  if (accepted === undefined) return unreadable(`${key} holds a text that is not understood`, [other]);
  return accepted ? passOrFail(true, [other]) : failed;
}

function judgeAbsence(row: FactRow, view: SubjectView): Judgement {
  const { absent } = row;
  const evidence = { path: row.key, value: null, wanted: row.rule.wanted };
  if (absent === 'pass') return { verdict: 'pass', evidence: [evidence] };
  if (absent === 'fail') return unlessInstead(row, view, evidence);
  return 'notApplicable' in absent
    ? notApplicable(absent.notApplicable)
    : unreadable(absent.unknown, [evidence]);
}

function evaluate(row: FactRow, view: SubjectView): Judgement {
  const other = elsewhere(row, view);
  if (other !== undefined) return other;
  const reading = readingOf(view, row.source, row.key);
  if (reading.kind === 'unknown') return reading.judgement;
  if (reading.kind === 'absent') return judgeAbsence(row, view);
  const evidence = { path: row.key, value: reading.text, wanted: row.rule.wanted };
  const accepted = row.rule.accepts(reading.text);
  if (accepted === undefined) return unreadable(`${row.key} holds a text that is not understood`, [evidence]);
  return accepted ? { verdict: 'pass', evidence: [evidence] } : unlessInstead(row, view, evidence);
}

/** The sources of a row, its own first. */
export const sourcesOf = (row: FactRow): readonly SourceId[] => [
  ...new Set([
    row.source,
    ...(row.only ?? []).map(({ source }) => source),
    ...(row.instead === undefined ? [] : [row.instead.source]),
  ]),
];

/** The control that a row stands for. */
export const factControl = (row: FactRow): Control =>
  declareControl({
    id: row.id,
    title: row.title,
    severity: row.severity,
    why: row.why,
    remedy: row.remedy,
    references: row.references,
    subjects: [row.source],
    needs: sourcesOf(row),
    evaluate: (view) => evaluate(row, view),
  });
