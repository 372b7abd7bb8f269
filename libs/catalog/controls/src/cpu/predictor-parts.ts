import type { SubjectView } from '@plimsoll/engine';
import type { Judgement } from '@plimsoll/model';
import { readingOf, unreadable } from '../settings/reading.js';
import { CPU_SOURCE, SMT_ACTIVE } from './cpu-paths.js';
import { partsOf } from './kernel-words.js';

const disabled = (text: string, part: string): boolean =>
  partsOf(text).some((found) => found.toLowerCase() === `${part}: disabled`);

/**
 * Parts of a mitigated line of spectre_v2 that are switched off. IBPB guards one program from the next and always
 * counts. STIBP guards two threads of a core: the kernel leaves it off where no threads share one, so it counts only
 * while they do. Undefined when neither changes the verdict.
 */
export function predictorParts(path: string, text: string, view: SubjectView): Judgement | undefined {
  const evidence = { path, value: text, wanted: 'no part disabled' };
  if (disabled(text, 'ibpb')) return { verdict: 'fail', evidence: [evidence] };
  if (!disabled(text, 'stibp')) return undefined;
  const smt = readingOf(view, CPU_SOURCE, SMT_ACTIVE);
  if (smt.kind === 'unknown') return smt.judgement;
  const active = smt.kind === 'text' ? smt.text.trim() : '';
  if (active !== '0' && active !== '1')
    return unreadable('STIBP is off, and it is not known whether threads share a core', [evidence]);
  const shared = { path: SMT_ACTIVE, value: active, wanted: '0 while STIBP is disabled' };
  return { verdict: active === '1' ? 'fail' : 'pass', evidence: [evidence, shared] };
}
