import type { SubjectView } from '@plimsoll/engine';
import type { Judgement } from '@plimsoll/model';
import { integerOf, type Rule } from '../settings/rule.js';
import { readingOf, unreadable } from '../settings/reading.js';

const KCONFIG = 'host/kconfig';

/** Judged only beside the kernel's configuration, which tells the most that this build can do. */
export const mostBits = (most: string): Rule => ({
  wanted: `the value of ${most}`,
  accepts: () => undefined,
  examples: { pass: [], fail: [], unknown: ['many'] },
});

/** As many random bits as the kernel was built to give. */
export const upTo =
  (key: string, most: string) =>
  (text: string, view: SubjectView): Judgement | undefined => {
    const bits = integerOf(text);
    if (bits === undefined) return undefined;
    const built = readingOf(view, KCONFIG, most);
    if (built.kind === 'unknown') return built.judgement;
    const limit = built.kind === 'text' ? integerOf(built.text) : undefined;
    if (limit === undefined) return unreadable(`${most} tells no number of bits`);
    const evidence = [{ path: key, value: text, wanted: `${limit}, the value of ${most}` }];
    return { verdict: bits === limit ? 'pass' : 'fail', evidence };
  };
