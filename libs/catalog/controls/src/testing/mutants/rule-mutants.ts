import type { Changed } from './mutant.js';

/** Rules of settings and of flags alike. */
interface AnyRule {
  readonly accepts: (text: string) => boolean | undefined;
  readonly examples: {
    readonly pass: readonly string[];
    readonly fail: readonly string[];
    readonly unknown?: readonly string[];
  };
}
type Accepts = AnyRule['accepts'];

const INTEGER = /^-?\d{1,9}$/;
const NEAR = [-2, -1, 1, 2];

/** Shows a rule a number that is so much larger than the one that is there. */
const shifted =
  (accepts: Accepts, by: number): Accepts =>
  (text) =>
    INTEGER.test(text) ? accepts(`${Number(text) + by}`) : accepts(text);

/** Accepts also what lies above (or below) of what is accepted. */
const widened =
  (accepts: Accepts, direction: 1 | -1): Accepts =>
  (text) =>
    accepts(text) === false && INTEGER.test(text)
      ? [1, 2].some((step) => accepts(`${Number(text) - direction * step}`) === true)
      : accepts(text);

/** Accepts only the edge of what is accepted. */
const narrowed =
  (accepts: Accepts, direction: 1 | -1): Accepts =>
  (text) =>
    accepts(text) === true && INTEGER.test(text)
      ? accepts(`${Number(text) + direction}`) !== true
      : accepts(text);

const contained =
  (accepts: Accepts, good: readonly string[]): Accepts =>
  (text) =>
    accepts(text) === false ? good.some((one) => one.length > 1 && text.includes(one)) : accepts(text);

/** Texts on which a change would show, those near the examples included. */
function probes({ examples: { pass, fail, unknown = [] } }: AnyRule): readonly string[] {
  const all = [...pass, ...fail, ...unknown];
  const numbers = all.filter((text) => INTEGER.test(text)).map(Number);
  return [
    ...all,
    ...numbers.flatMap((value) => NEAR.map((by) => `${value + by}`)),
    ...pass.filter((text) => text.length > 1 && !INTEGER.test(text)).map((text) => `x${text}y`),
  ];
}

const CHANGES: readonly (readonly [what: string, change: (rule: AnyRule) => Accepts])[] = [
  [
    'the operator negated',
    ({ accepts }) =>
      (text) => {
        const accepted = accepts(text);
        return accepted === undefined ? undefined : !accepted;
      },
  ],
  [
    'every value passes',
    ({ accepts }) =>
      (text) =>
        accepts(text) === undefined ? undefined : true,
  ],
  [
    'no value passes',
    ({ accepts }) =>
      (text) =>
        accepts(text) === undefined ? undefined : false,
  ],
  [
    'what is not understood passes',
    ({ accepts }) =>
      (text) =>
        accepts(text) ?? true,
  ],
  [
    'what is not understood fails',
    ({ accepts }) =>
      (text) =>
        accepts(text) ?? false,
  ],
  ['the value one larger', ({ accepts }) => shifted(accepts, -1)],
  ['the value one smaller', ({ accepts }) => shifted(accepts, 1)],
  ['at least instead', ({ accepts }) => widened(accepts, 1)],
  ['at most instead', ({ accepts }) => widened(accepts, -1)],
  ['exactly the least', ({ accepts }) => narrowed(accepts, -1)],
  ['exactly the most', ({ accepts }) => narrowed(accepts, 1)],
  ['contains instead', ({ accepts, examples }) => contained(accepts, examples.pass)],
];

/** The rule with its comparison changed; a change that shows nowhere near its values is none. */
export function ruleMutants<Rule extends AnyRule>(rule: Rule): readonly Changed<Rule>[] {
  const texts = probes(rule);
  return CHANGES.flatMap(([what, change]): readonly Changed<Rule>[] => {
    const accepts = change(rule);
    const differs = texts.some((text) => accepts(text) !== rule.accepts(text));
    return differs ? [[what, { ...rule, accepts }]] : [];
  });
}
