import type { JsonValue } from '../json-value.js';

/** Texts that every reader of YAML takes for a text without quotes. */
const PLAIN = /^[A-Za-z][A-Za-z0-9_./-]*$/;
/** Of these, what some readers take for something else. */
const MEANT_OTHERWISE = /^(?:null|true|false|yes|no|on|off|y|n|inf|nan)$/i;

/** What a reader may take for a line break or refuse: all but ASCII and the letters of most languages. */
const UNSAFE = /[\u007f-\u00a0\u2028\u2029\ufeff\ufffe\uffff]/g;
const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

const isPlain = (text: string): boolean => PLAIN.test(text) && !MEANT_OTHERWISE.test(text);
const scalar = (value: JsonValue): string =>
  typeof value === 'string' && isPlain(value) ? value : JSON.stringify(value).replace(UNSAFE, escaped);

/** Documents as kubectl, and every other reader of YAML 1.1 or 1.2, takes them; in block style, for people. */
export function writeDocuments(documents: readonly JsonValue[]): string {
  return documents.map((document) => `---\n${lines(document, '').join('\n')}\n`).join('');
}

function lines(value: JsonValue, indent: string): readonly string[] {
  if (isList(value) && value.length > 0) return value.flatMap((item) => listItem(item, indent));
  const entries = isMap(value) ? Object.entries(value) : [];
  if (entries.length === 0) return [`${indent}${inline(value)}`];
  return entries.flatMap(([key, member]) => {
    const head = `${indent}${scalar(key)}:`;
    return isEmptyOrScalar(member)
      ? [`${head} ${inline(member)}`]
      : [head, ...lines(member, isList(member) ? indent : `${indent}  `)];
  });
}

function listItem(item: JsonValue, indent: string): readonly string[] {
  if (isEmptyOrScalar(item)) return [`${indent}- ${inline(item)}`];
  const [first = '', ...rest] = lines(item, `${indent}  `);
  return [`${indent}- ${first.slice(indent.length + 2)}`, ...rest];
}

const isList = (value: JsonValue): value is readonly JsonValue[] => Array.isArray(value);
const isMap = (value: JsonValue): value is { readonly [key: string]: JsonValue } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isEmptyOrScalar = (value: JsonValue): boolean =>
  typeof value !== 'object' || value === null || Object.keys(value).length === 0;
const inline = (value: JsonValue): string => (isList(value) ? '[]' : isMap(value) ? '{}' : scalar(value));
