import type { Evidence, Judgement } from '@plimsoll/model';

export const passOrFail = (ok: boolean, evidence: readonly Evidence[]): Judgement =>
  ok ? { verdict: 'pass', evidence } : { verdict: 'fail', evidence };
