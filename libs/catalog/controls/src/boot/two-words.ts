import type { Evidence, Judgement } from '@plimsoll/model';
import { passOrFail } from '../judgement.js';
import { unreadable } from '../settings/reading.js';

/** The verdict of a text that is one word or the other; a third is not understood. */
export function judgeWord(path: string, text: string, good: string, bad: string): Judgement {
  const evidence: readonly Evidence[] = [{ path, value: text, wanted: good }];
  const word = text.trim();
  return word === good || word === bad
    ? passOrFail(word === good, evidence)
    : unreadable(`${path} holds a text that is not understood`, evidence);
}
