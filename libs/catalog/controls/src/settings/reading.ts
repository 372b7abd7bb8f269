import type { SubjectView } from '@plimsoll/engine';
import type { Evidence, Judgement, SourceId } from '@plimsoll/model';

/** One setting as a rule sees it: its text, its proven absence, or the verdict that follows from knowing neither. */
export type Reading =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'absent'; readonly detail: string }
  | { readonly kind: 'unknown'; readonly judgement: Judgement };

export const unreadable = (detail: string, evidence: readonly Evidence[] = []): Judgement => ({
  verdict: 'unknown',
  reason: 'unreadable',
  detail,
  ...(evidence.length > 0 ? { evidence } : {}),
});

export const notApplicable = (reason: string): Judgement => ({ verdict: 'not-applicable', reason });

/** A source that said nothing of a key it should know was cut short or is older: not known, never absent. */
export function readingOf(view: SubjectView, source: SourceId, key: string): Reading {
  const setting = view.setting(source, key);
  if (setting === undefined) {
    const detail = `${source} says nothing of ${key}`;
    return { kind: 'unknown', judgement: { verdict: 'unknown', reason: 'not-collected', detail } };
  }
  if (typeof setting === 'string') return { kind: 'text', text: setting };
  if ('absent' in setting) return { kind: 'absent', detail: setting.absent };
  const why = setting.detail === undefined ? '' : `: ${setting.detail}`;
  return { kind: 'unknown', judgement: unreadable(`${key}: ${setting.unreadable}${why}`) };
}
