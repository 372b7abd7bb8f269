import type { Rule } from '../settings/rule.js';

const COUNT = /^\d{1,7}$/;

/** The number of processes of a service that should have none. */
export const notRunning: Rule = {
  wanted: 'not running',
  accepts: (text) => (COUNT.test(text) ? Number(text) === 0 : undefined),
  examples: { pass: ['0'], fail: ['1', '7'], unknown: ['', 'some'] },
};

/** The number of something of which there should be at least one. */
export const someOf = (wanted: string): Rule => ({
  wanted,
  accepts: (text) => (COUNT.test(text) ? Number(text) > 0 : undefined),
  examples: { pass: ['1', '12'], fail: ['0'], unknown: ['', 'some'] },
});

/** What is there at all is right: its absence is what is judged. */
export const there: Rule = {
  wanted: 'present',
  accepts: (text) => (text === '' ? undefined : true),
  examples: { pass: ['present'], fail: [], unknown: [''] },
};

/** One of some words; others that are known are wrong, and what nobody knows is not understood. */
export const words = (good: readonly string[], bad: readonly string[]): Rule => ({
  wanted: good.join(' or '),
  accepts: (text) => {
    const word = text.trim().toLowerCase();
    if (good.some((one) => one.toLowerCase() === word)) return true;
    return bad.some((one) => one.toLowerCase() === word) ? false : undefined;
  },
  examples: { pass: good, fail: bad, unknown: ['', 'perhaps'] },
});
