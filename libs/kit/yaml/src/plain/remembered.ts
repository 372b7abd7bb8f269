import { isPlainNumber } from '../schema.js';
import { resolvePlain } from '../scalars/resolve-plain.js';

/** What is not read here; the careful reader has to. */
export const NOT_PLAIN = Symbol('not plain');
export type NotPlain = typeof NOT_PLAIN;

type Scalar = string | number | boolean | null;

const SLOTS = 4_096;
const LONGEST = 48;

interface Slot<Value> {
  readonly text: string;
  readonly value: Value;
}

/**
 * Pieces of text and what they mean. Keys and short scalars come again and again in manifests: one that is known is
 * compared where it stands, and neither cut out nor understood again.
 */
class Remembered<Value> {
  private readonly slots: (Slot<Value> | undefined)[] = [];

  constructor(private readonly meaning: (text: string) => Value) {
    // Room for all at once, and nothing written: it is made also where no manifest is read.
    this.slots.length = SLOTS;
  }

  /** Of `source` from `start` to `end`. */
  read(source: string, start: number, end: number): Value {
    const length = end - start;
    if (length > LONGEST) return this.meaning(source.slice(start, end));
    const at = slotOf(source, start, end);
    const known = this.slots[at];
    if (known !== undefined && known.text.length === length && source.startsWith(known.text, start))
      return known.value;
    const text = source.slice(start, end);
    const value = this.meaning(text);
    this.slots[at] = { text, value };
    return value;
  }
}

function slotOf(source: string, start: number, end: number): number {
  let sum = 0;
  for (let at = start; at < end; at += 1) sum = (sum * 31 + source.charCodeAt(at)) | 0;
  return sum & (SLOTS - 1);
}

const KEY = /^[A-Za-z_][A-Za-z0-9_./-]*$/;

/** A key without quotes that is a text; `__proto__` needs more care than an assignment. */
const keys = new Remembered<string | NotPlain>((text) =>
  KEY.test(text) && text !== '__proto__' && resolvePlain(text) === text ? text : NOT_PLAIN,
);
export const readKey = (source: string, start: number, end: number): string | NotPlain =>
  keys.read(source, start, end);

/** First characters that mean more than a text, and what makes a text a mapping or an error. */
const NOT_FIRST = /^[-?:](?: |$)|^[[\]{}&*!|>'"%@`#,]|^(?:---|\.\.\.)|: |:$| #/;

const scalars = new Remembered<Scalar | NotPlain>((text) => {
  if (NOT_FIRST.test(text)) return NOT_PLAIN;
  const value = resolvePlain(text);
  if (typeof value === 'bigint') return NOT_PLAIN;
  return typeof value === 'number' && !isPlainNumber(value, text) ? NOT_PLAIN : value;
});
/** A scalar without quotes, without space around it. */
export const readScalar = (source: string, start: number, end: number): Scalar | NotPlain =>
  scalars.read(source, start, end);
