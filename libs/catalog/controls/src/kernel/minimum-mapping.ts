import type { SubjectView } from '@plimsoll/engine';
import type { Judgement } from '@plimsoll/model';
import { readingOf, unreadable } from '../settings/reading.js';
import { integerOf } from '../settings/rule.js';

const KEY = 'vm.mmap_min_addr';
const GENERAL = 65536;
/** The kernel's own default on arm64 when it runs 32-bit programs. */
const ARM64 = 32768;

/** Only values between the two limits depend on the architecture. */
export function minimumMapping(text: string, view: SubjectView): Judgement | undefined {
  const value = integerOf(text);
  if (value === undefined || value < ARM64 || value >= GENERAL) return undefined;
  const architecture = readingOf(view, 'host/identity', 'kernel.arch');
  if (architecture.kind === 'unknown') return architecture.judgement;
  const evidence = [{ path: KEY, value: text, wanted: `>= ${ARM64} on arm64, else >= ${GENERAL}` }];
  if (architecture.kind === 'absent')
    return unreadable('the architecture that decides the limit is not known', evidence);
  return architecture.text === 'aarch64' ? { verdict: 'pass', evidence } : undefined;
}
