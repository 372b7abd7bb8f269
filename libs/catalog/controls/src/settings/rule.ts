/** What a setting's text has to be, with examples for the cases. */
export interface Rule {
  /** In words, for the evidence. */
  readonly wanted: string;
  /** Undefined when the text is none that the rule understands: unknown, neither pass nor fail. */
  readonly accepts: (text: string) => boolean | undefined;
  readonly examples: {
    readonly pass: readonly string[];
    readonly fail: readonly string[];
    readonly unknown: readonly string[];
  };
}

const INTEGER = /^-?\d{1,15}$/;
const NO_NUMBER = ['', 'yes', '1 2', '0x1', '1.5'];

/** A decimal integer, blanks around it allowed; undefined for anything else. */
export function integerOf(text: string): number | undefined {
  const trimmed = text.trim();
  return INTEGER.test(trimmed) ? Number(trimmed) : undefined;
}

const numeric =
  (test: (value: number) => boolean) =>
  (text: string): boolean | undefined => {
    const value = integerOf(text);
    return value === undefined ? undefined : test(value);
  };

export const atLeast = (least: number): Rule => ({
  wanted: `>= ${least}`,
  accepts: numeric((value) => value >= least),
  examples: { pass: [`${least}`, `${least + 1}`], fail: [`${least - 1}`], unknown: NO_NUMBER },
});

export const atMost = (most: number, least = 1): Rule => ({
  wanted: `${least} to ${most}`,
  accepts: numeric((value) => value >= least && value <= most),
  examples: { pass: [`${most}`, `${least}`], fail: [`${most + 1}`, `${least - 1}`], unknown: NO_NUMBER },
});

export const exactly = (wanted: number): Rule => ({
  wanted: `${wanted}`,
  accepts: numeric((value) => value === wanted),
  examples: {
    pass: [`${wanted}`],
    fail: [...new Set(['0', '1', `${wanted - 1}`, `${wanted + 1}`])].filter((text) => text !== `${wanted}`),
    unknown: NO_NUMBER,
  },
});

/** What stands next to the allowed numbers, and another. */
const nextTo = (allowed: readonly number[], otherwise: string): readonly string[] => [
  ...new Set([
    otherwise,
    ...allowed.flatMap((value) =>
      [value - 1, value + 1].filter((near) => !allowed.includes(near)).map(String),
    ),
  ]),
];

export const oneOf = (allowed: readonly number[], otherwise: string): Rule => ({
  wanted: `one of ${allowed.join(', ')}`,
  accepts: numeric((value) => allowed.includes(value)),
  examples: { pass: allowed.map(String), fail: nextTo(allowed, otherwise), unknown: NO_NUMBER },
});

interface OneText {
  readonly allowed: readonly string[];
  readonly otherwise: string;
  readonly wanted?: string;
}

/** A text that only contains an allowed one is another. */
const longer = ([first = '']: readonly string[]): readonly string[] =>
  first.length > 1 ? [`x${first}y`] : [];

/** Any other text is a fail: for keys in which every other value is somebody's choice. */
export const oneText = ({ allowed, otherwise, wanted }: OneText): Rule => ({
  wanted: wanted ?? `one of ${allowed.join(', ')}`,
  accepts: (text) => allowed.includes(text.trim()),
  examples: { pass: allowed, fail: [otherwise, ...longer(allowed)], unknown: [] },
});
