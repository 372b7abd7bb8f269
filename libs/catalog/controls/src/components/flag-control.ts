import type { Control, SubjectView } from '@plimsoll/engine';
import type { ControlPlaneComponent, Evidence, Judgement, Severity } from '@plimsoll/model';
import { declareControl } from '../declare.js';
import { passOrFail } from '../judgement.js';
import { notApplicable, readingOf, unreadable } from '../settings/reading.js';
import type { FlagRule } from './flag-rule.js';
import { sightingOf, type SeenComponent } from './seen-component.js';
import { effectOf, type Effect, type Unset } from './unset.js';

/** What the files that flags name say. */
export const COMPONENT_FILES = 'host/component-configuration';

/** A row of a table: one flag of one component of the control plane against one rule. */
export interface FlagRow {
  readonly id: string;
  readonly component: ControlPlaneComponent;
  /** `--anonymous-auth`. */
  readonly flag: string;
  readonly title: string;
  readonly severity: Severity;
  readonly why: string;
  readonly remedy: string;
  readonly references: readonly string[];
  readonly rule: FlagRule;
  readonly unset: Unset;
  /** The flag names a file, and the rule is about a key of that file. */
  readonly inFile?: { readonly key: string; readonly absent: Effect };
  /** Looks first where something else may stand for the flag; undefined leaves it to the flag. */
  readonly instead?: (seen: SeenComponent, view: SubjectView, row: FlagRow) => Judgement | undefined;
}

/** `kube-apiserver --anonymous-auth`, the path of evidence. */
export const pathOf = ({ component, flag }: Pick<FlagRow, 'component' | 'flag'>): string =>
  `${component} ${flag}`;

/** Where the flags of the evidence were read, beside it. */
export const originOf = ({ component }: Pick<FlagRow, 'component'>, { origin }: SeenComponent): Evidence => ({
  path: component,
  value: origin,
  wanted: 'where its flags were read',
});

/** What a setting that is no text means; undefined for one that is not set, which '' is too. */
export function unknownFlag(seen: SeenComponent, component: string, flag: string): Judgement | undefined {
  const setting = seen.flag(flag);
  if (setting === undefined)
    return { verdict: 'unknown', reason: 'not-collected', detail: `${seen.origin} says nothing of ${flag}` };
  if (typeof setting === 'string' || 'absent' in setting) return undefined;
  const why = setting.detail === undefined ? '' : `: ${setting.detail}`;
  return unreadable(`${component} ${flag}: ${setting.unreadable}${why}`);
}

/** The text of a flag that is set; undefined otherwise. */
export function flagText(seen: SeenComponent, flag: string): string | undefined {
  const setting = seen.flag(flag);
  return typeof setting === 'string' && setting !== '' ? setting : undefined;
}

/** A pass or a fail by the text of something, with where it was read. */
export function judgedText(row: FlagRow, seen: SeenComponent, path: string, text: string): Judgement {
  const evidence = [{ path, value: text, wanted: row.rule.wanted }, originOf(row, seen)];
  const accepted = row.rule.accepts(text);
  return accepted === undefined
    ? unreadable(`${path} holds a text that is not understood`, evidence)
    : passOrFail(accepted, evidence);
}

function judgedUnset(row: FlagRow, seen: SeenComponent, view: SubjectView): Judgement {
  const effect = effectOf(row.unset, view, row.component);
  if (effect === undefined)
    return unreadable(
      `${pathOf(row)} is not set, and what that means depends on the version, which is not known`,
    );
  if (effect.verdict === 'not-applicable') return notApplicable(effect.does);
  const wanted = `${row.rule.wanted}; not set: ${effect.does}`;
  const evidence = [{ path: pathOf(row), value: null, wanted }, originOf(row, seen)];
  return passOrFail(effect.verdict === 'pass', evidence);
}

function evaluate(row: FlagRow, view: SubjectView): Judgement {
  const seen = sightingOf(view, row.component);
  if ('judgement' in seen) return seen.judgement;
  const instead = row.instead?.(seen, view, row);
  if (instead !== undefined) return instead;
  const unknown = unknownFlag(seen, row.component, row.flag);
  if (unknown !== undefined) return unknown;
  const text = flagText(seen, row.flag);
  if (text === undefined) return judgedUnset(row, seen, view);
  return row.inFile === undefined
    ? judgedText(row, seen, pathOf(row), text)
    : judgedKey(row, row.inFile, seen, view);
}

function judgedKey(
  row: FlagRow,
  { key, absent }: NonNullable<FlagRow['inFile']>,
  seen: SeenComponent,
  view: SubjectView,
): Judgement {
  const reading = readingOf(view, COMPONENT_FILES, key);
  if (reading.kind === 'unknown') return reading.judgement;
  if (reading.kind === 'text') return judgedText(row, seen, key, reading.text);
  const wanted = `${row.rule.wanted}; not set: ${absent.does}`;
  return passOrFail(absent.verdict === 'pass', [{ path: key, value: null, wanted }, originOf(row, seen)]);
}

/** The control that a row stands for. */
export const flagControl = (row: FlagRow): Control =>
  declareControl({
    id: row.id,
    title: row.title,
    severity: row.severity,
    why: row.why,
    remedy: row.remedy,
    references: row.references,
    subjects: [`process/${row.component}`],
    needs: [
      { anyOf: [`process/${row.component}`, `static-pod/${row.component}`, 'kube/core/Node'] },
      { derived: 'component-flags' },
    ],
    evaluate: (view) => evaluate(row, view),
  });
