/** What the text of a flag or a field has to be, with examples for the cases. */
export interface FlagRule {
  /** In words, for the evidence. */
  readonly wanted: string;
  /** Undefined for a text that the component itself would not take. */
  readonly accepts: (text: string) => boolean | undefined;
  readonly examples: {
    readonly pass: readonly string[];
    readonly fail: readonly string[];
    readonly unknown?: readonly string[];
  };
}

/** A comma-separated list, compared element by element; case and blanks around an element do not matter to Go's parsers. */
export const elementsOf = (text: string): readonly string[] =>
  text
    .split(',')
    .map((element) => element.trim())
    .filter((element) => element !== '');

export const isTrue = (wanted: boolean): FlagRule => ({
  wanted: `${wanted}`,
  accepts: (text) => (text === 'true' || text === 'false' ? text === `${wanted}` : undefined),
  examples: { pass: [`${wanted}`], fail: [`${!wanted}`], unknown: ['perhaps'] },
});

/** Any text at all: a path that somebody chose. */
export const given = (example: string): FlagRule => ({
  wanted: 'set',
  accepts: () => true,
  examples: { pass: [example], fail: [] },
});

export const notGiven = (example: string): FlagRule => ({
  wanted: 'not set',
  accepts: () => false,
  examples: { pass: [], fail: [example] },
});

export const listed = (...wanted: readonly string[]): FlagRule => ({
  wanted: `a list with ${wanted.join(' or ')}`,
  accepts: (text) => elementsOf(text).some((element) => wanted.includes(element)),
  examples: {
    pass: [wanted[0] ?? '', `Other,${wanted[0]}`],
    // Neither part of another name nor in another spelling.
    fail: ['Other', `Not${wanted[0]}`, `${wanted[0]}Too,Other`],
  },
});

export const notListed = (unwanted: string): FlagRule => ({
  wanted: `a list without ${unwanted}`,
  accepts: (text) => !elementsOf(text).includes(unwanted),
  examples: { pass: ['Other', `Not${unwanted},Other`], fail: [unwanted, `Other,${unwanted}`] },
});

/** Every element is one of these, and there is one. */
export const onlyOf = (allowed: readonly string[], stranger: string): FlagRule => ({
  wanted: `only of ${allowed.join(', ')}`,
  accepts: (text) =>
    elementsOf(text).length > 0 && elementsOf(text).every((element) => allowed.includes(element)),
  examples: { pass: [allowed.join(','), allowed[0] ?? ''], fail: [stranger, `${allowed[0]},${stranger}`] },
});

export const allOf = (wanted: readonly string[]): FlagRule => ({
  wanted: `a list with ${wanted.join(', ')}`,
  accepts: (text) => wanted.every((one) => elementsOf(text).includes(one)),
  examples: {
    pass: [wanted.join(','), `${wanted.join(',')},Other`],
    fail: [wanted.slice(1).join(','), `x${wanted.join(',')}y`],
  },
});

const INTEGER = /^[+-]?\d{1,15}$/;

const number = (test: (value: number) => boolean) => (text: string) =>
  INTEGER.test(text.trim()) ? test(Number(text)) : undefined;

export const numberFrom = (least: number): FlagRule => ({
  wanted: `>= ${least}`,
  accepts: number((value) => value >= least),
  examples: { pass: [`${least}`, `${least + 1}`], fail: [`${least - 1}`], unknown: ['many', '1.5'] },
});

export const numberBelow = (limit: number): FlagRule => ({
  wanted: `< ${limit}`,
  accepts: number((value) => value < limit),
  examples: { pass: [`${limit - 1}`, `${limit - 2}`], fail: [`${limit}`], unknown: ['many'] },
});

export const numberIs = (wanted: number): FlagRule => ({
  wanted: `${wanted}`,
  accepts: number((value) => value === wanted),
  examples: {
    pass: [`${wanted}`],
    fail: [`${wanted - 1}`, `${wanted + 1}`, `${wanted + 10255}`],
    unknown: ['many'],
  },
});

export const numberIsNot = (unwanted: number): FlagRule => ({
  wanted: `not ${unwanted}`,
  accepts: number((value) => value !== unwanted),
  examples: { pass: [`${unwanted + 6443}`], fail: [`${unwanted}`], unknown: ['many'] },
});

export const textIn = (allowed: readonly string[], otherwise: string): FlagRule => ({
  wanted: `one of ${allowed.join(', ')}`,
  accepts: (text) => allowed.includes(text),
  examples: { pass: allowed, fail: [otherwise, `x${allowed[0] ?? ''}y`] },
});

const UNITS: Readonly<Record<string, number>> = {
  h: 3600,
  m: 60,
  s: 1,
  ms: 1e-3,
  us: 1e-6,
  µs: 1e-6,
  ns: 1e-9,
};

/** Seconds of a duration as Go writes it, `1h30m`, or of a bare 0; undefined for anything else. */
export function secondsOf(text: string): number | undefined {
  if (/^[+-]?0$/.test(text)) return 0;
  const [, sign, parts = ''] = /^([+-]?)((?:\d+(?:\.\d+)?(?:h|ms|m|s|us|µs|ns))+)$/.exec(text.trim()) ?? [];
  if (parts === '') return undefined;
  const seconds = [...parts.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s|us|µs|ns)/g)].reduce(
    (sum, [, amount = '0', unit = 's']) => sum + Number(amount) * (UNITS[unit] ?? 0),
    0,
  );
  return sign === '-' ? -seconds : seconds;
}

const duration = (test: (seconds: number) => boolean) => (text: string) => {
  const seconds = secondsOf(text);
  return seconds === undefined ? undefined : test(seconds);
};

export const someTime: FlagRule = {
  wanted: 'not 0',
  accepts: duration((seconds) => seconds !== 0),
  examples: { pass: ['5m', '1h30m0s'], fail: ['0', '0s', '0h0m0s'], unknown: ['soon', '5'] },
};

export const minutesFrom = (least: number): FlagRule => ({
  wanted: `>= ${least}m`,
  accepts: duration((seconds) => seconds >= least * 60),
  examples: {
    pass: [`${least}m`, `${least * 60}s`, '4h0m0s'],
    fail: ['0', `${least - 1}m59s`],
    unknown: ['soon'],
  },
});

/** The host of `host`, `host:port` or `[host]:port`. */
export const hostOf = (address: string): string => {
  const [, bracketed] = /^\[([^\]]*)\](?::\d*)?$/.exec(address) ?? [];
  if (bracketed !== undefined) return bracketed;
  return address.split(':').length === 2 ? (address.split(':')[0] ?? '') : address;
};

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);

export const loopback = (port = ''): FlagRule => ({
  wanted: 'a loopback address',
  accepts: (text) => isLoopback(hostOf(text)),
  examples: {
    pass: [`127.0.0.1${port}`, port === '' ? '::1' : `[::1]${port}`],
    fail: [`x127.0.0.1${port}y`, `0.0.0.0${port}`, port === '' ? '::' : port, `10.0.0.1${port}`],
  },
});

/** The value of one gate of `A=true,B=false`; undefined where it is not named. */
export const gateOf = (text: string, gate: string): string | undefined =>
  elementsOf(text)
    .map((pair) => pair.split('='))
    .findLast(([name]) => name?.trim() === gate)?.[1]
    ?.trim();

/** A gate that is not set to the unwanted value; not to be named is as good as the default. */
export const gateIsNot = (gate: string, unwanted: boolean): FlagRule => ({
  wanted: `${gate} not ${unwanted}`,
  accepts: (text) => gateOf(text, gate) !== `${unwanted}`,
  examples: {
    pass: [`${gate}=${!unwanted}`, `Other=${unwanted},X${gate}=${unwanted}`],
    fail: [`${gate}=${unwanted}`, `Other=true,${gate}=${unwanted}`],
  },
});
