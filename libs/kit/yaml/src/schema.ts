import { Schema, Type } from 'js-yaml';
import { yamlErrors } from './errors.js';
import { formatFloatKey } from './scalars/format-key.js';
import { resolvePlain } from './scalars/resolve-plain.js';
import type { Resolved } from './scalars/resolve-plain.js';
import { resolveTagged } from './scalars/resolve-tagged.js';

/** Thrown out of the fast reading when the document needs the careful one; never leaves this library. */
export class NeedsCare extends Error {}

const KINDS = ['scalar', 'sequence', 'mapping'] as const;

let resolved: Resolved = null;
/** js-yaml asks `resolve` and then `construct` of the same scalar, one after the other: the answer is kept between. */
const resolvesTo = (text: unknown): boolean => {
  if (typeof text !== 'string') return false;
  if (text === '<<') throw new NeedsCare();
  resolved = resolvePlain(text);
  return resolved !== text;
};

/** Up to so many characters, and with no exponent, Go and JavaScript write a number the same when it is a key. */
const SHORT_FLOAT = 6;
const plainValue = (text: string): unknown => {
  if (typeof resolved === 'bigint') throw new NeedsCare();
  if (typeof resolved === 'number' && !isPlainNumber(resolved, text)) throw new NeedsCare();
  return resolved;
};
/** A number that Go writes as this does, be it a value or a key. */
export const isPlainNumber = (value: number, text: string): boolean =>
  Number.isInteger(value)
    ? !/[.e]/i.test(text)
    : Number.isFinite(value) && text.length <= SHORT_FLOAT && !/e/i.test(text);

/** For nearly every document: plain values, no tags. */
export const FAST_SCHEMA = new Schema({
  implicit: [new Type('plimsoll:plain', { kind: 'scalar', resolve: resolvesTo, construct: plainValue })],
  explicit: KINDS.map(
    (kind) =>
      new Type('', {
        kind,
        multi: true,
        resolve: () => {
          throw new NeedsCare();
        },
      }),
  ),
});

/** A scalar whose meaning as a key differs from its meaning as a value. */
export class BoxedScalar {
  readonly [Symbol.toStringTag] = 'BoxedScalar';
  readonly value: Resolved;
  constructor(value: Resolved) {
    this.value = value;
  }
  /** Called by js-yaml when the scalar is a key. */
  toString(): string {
    const { value } = this;
    if (value === null) throw yamlErrors.error('YAML_KEY', 'null cannot be the key of a mapping');
    if (typeof value === 'number')
      return Number.isInteger(value) && Number.isSafeInteger(value) ? String(value) : formatFloatKey(value);
    if (typeof value === 'bigint' && value > 2n ** 63n - 1n)
      throw yamlErrors.error('YAML_KEY', 'a number as large as this cannot be the key of a mapping');
    return String(value);
  }
}

/** A float, also when its value is whole: as a key it is written with Go's rule for floats. */
class BoxedFloat extends BoxedScalar {
  override toString(): string {
    return formatFloatKey(Number(this.value));
  }
}

export const MERGE_KEY = '\u0000<<';
/** The key `<<`: each is a key of its own, so that merges keep their place among the others. */
class MergeKey {
  readonly [Symbol.toStringTag] = 'MergeKey';
  toString(): string {
    merges += 1;
    return `${MERGE_KEY}${merges}`;
  }
}
let merges = 0;
/** Grows with every merge key that is read. */
export const mergesSeen = (): number => merges;
export const isMergeValue = (value: unknown): boolean => value instanceof MergeKey;

const box = (value: Resolved, text: string): unknown => {
  if (value === null || typeof value === 'bigint') return new BoxedScalar(value);
  if (typeof value !== 'number') return value;
  return Number.isInteger(value) && !/^[-+]?[0-9_]*[.eE]|^[-+]?0[0-7_]*[89]/.test(text)
    ? new BoxedScalar(value)
    : new BoxedFloat(value);
};

const carefulImplicit = new Type('plimsoll:boxed', {
  kind: 'scalar',
  resolve: (text: unknown) => typeof text === 'string' && (text === '<<' || resolvePlain(text) !== text),
  construct: (text: string) => (text === '<<' ? new MergeKey() : box(resolvePlain(text), text)),
});

const taggedScalar = new Type('', {
  kind: 'scalar',
  multi: true,
  construct: (text: string | null, tag?: string) =>
    tag === 'tag:yaml.org,2002:merge' && text === '<<'
      ? new MergeKey()
      : box(resolveTagged(tag ?? '', text ?? ''), text ?? ''),
});

/** For documents with tags, merges, unusual keys and numbers: values are boxed, and `expand` opens them. */
export const CAREFUL_SCHEMA = new Schema({
  implicit: [carefulImplicit],
  explicit: [
    taggedScalar,
    ...(['sequence', 'mapping'] as const).map((kind) => new Type('', { kind, multi: true })),
  ],
});
