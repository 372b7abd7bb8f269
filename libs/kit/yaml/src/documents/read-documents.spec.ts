import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../json-value.js';
import { readDocuments } from './read-documents.js';

const read = (file: string | Uint8Array) => [
  ...readDocuments(typeof file === 'string' ? Buffer.from(file) : file),
];
const values = (file: string): (JsonValue | string)[] =>
  read(file).map((document) =>
    'error' in document ? `${document.errorLine} ${document.error.code}` : document.value,
  );

/** The same answers as kubectl's, which kubectl.int-spec.ts asks where go is installed. */
describe('readDocuments', () => {
  it.each<[string, JsonValue]>([
    ['a: [yes, on, y, n, off, No, TRUE, yEs]', { a: [true, true, true, false, false, false, true, 'yEs'] }],
    ['a: [0440, 0o17, 0x1F, 0b11, 1_000, 08, +5]', { a: [288, 15, 31, 3, 1000, 8, 5] }],
    ['a: [1:30, 2001-01-01, 1.5, .5, 1e3, 10Mi]', { a: ['1:30', '2001-01-01', 1.5, 0.5, 1000, '10Mi'] }],
    ['a: 1\na: 2', { a: 2 }],
    ['on: 1\n0x10: 2\n1.0: 3', { true: 1, '16': 2, '1': 3 }],
    ['a: &x {k: 1}\nb: {k: 2, <<: *x}', { a: { k: 1 }, b: { k: 1 } }],
    ['a: &x {k: 1}\nb: {<<: *x, k: 2}', { a: { k: 1 }, b: { k: 2 } }],
    ['a: !!str yes\nb: !!binary aGVsbG8=', { a: 'yes', b: 'hello' }],
    ['# c\u2028privileged: true', { privileged: true }],
    ['  a: 1\nb: 2', { a: 1 }],
    ['{"a": "\\u00e9", "a": 2}', { a: 2 }],
  ])('%j', (text, value) => expect(values(text)).toEqual([value]));

  it('splits as kubectl does, and numbers documents and lines', () => {
    const documents = read('a: 1\n--- # two\nb: 2\n---\n---\n# three\nc: [\n');
    expect(documents.map(({ document, line }) => [document, line])).toEqual([
      [0, 1],
      [1, 3],
      [2, 6],
    ]);
    expect(documents[2]).toMatchObject({ errorLine: 7, error: { code: 'YAML_SYNTAX' } });
  });

  it.each([
    ['a: .inf', '1 YAML_NUMBER'],
    ['x: 1\na: {{ .Values.x }}', '2 YAML_KEY'],
    ['[a]: 1', '1 YAML_KEY'],
    ['--- {a: 1}', '1 YAML_SEPARATOR'],
    ['a: 1\n b: 2', '2 YAML_SYNTAX'],
    ['a: \u0000', '1 YAML_SYNTAX'],
    ['a: &x [*x]', '1 YAML_EXPANSION'],
    ['a: &x {k: 1}\nb:\n  k: 1\n  <<: *x\n  k: 3', '5 YAML_UNSUPPORTED'],
    [`a: ${'['.repeat(1_500)}${']'.repeat(1_500)}`, '1 YAML_TOO_DEEP'],
  ])('refuses %j', (text, error) => expect(values(text).at(-1)).toBe(error));

  it('refuses a text of aliases of aliases before it grows', () => {
    const names = [...'abcdefghijkl'];
    const text = names
      .map((name, index) => `${name}: &${name} [${index === 0 ? 'x' : `*${names[index - 1]}, `.repeat(12)}]`)
      .join('\n');
    expect(values(text)).toEqual(['1 YAML_EXPANSION']);
  });

  it('refuses bytes that are not UTF-8 in their own document only', () => {
    const bytes = Buffer.concat([
      Buffer.from('a: 1\n---\nb: x\nc: '),
      Buffer.from([0xff]),
      Buffer.from('\n---\nd: ü\n'),
    ]);
    expect(read(bytes)).toMatchObject([
      { value: { a: 1 } },
      { errorLine: 4, error: { code: 'YAML_ENCODING' } },
      { value: { d: 'ü' } },
    ]);
    expect(read(Buffer.from('\ufeffa: 1', 'utf16le'))).toMatchObject([{ error: { code: 'YAML_ENCODING' } }]);
  });

  it('reads a stream of JSON, and YAML after it', () => {
    expect(values('{"a": 1}{"b": 2}\n{"c": 3}')).toEqual([{ a: 1 }, { b: 2 }, { c: 3 }]);
    expect(values('{"a": 1}\n---\nb: yes\n')).toEqual([{ a: 1 }, { b: true }]);
    expect(values('{"a": 1}\n{"b": 2}\n{"c"')).toEqual([{ a: 1 }, { b: 2 }, '3 YAML_SYNTAX']);
  });

  it.each([
    'a: *CANARY',
    'a: !CANARY!x y',
    'a: !!int CANARY',
    '--- CANARY',
    'a: !<CANARY x',
    'a: "CANARY',
    '{"a": CANARY}{"b": CANARY}',
    '{"a":1}{"b":2}{"c": CANARY}',
    'a: !CANARY[ x',
  ])('says nothing of the text of %j in its error', (text) => {
    const errors = read(text).flatMap((document) => ('error' in document ? [document.error.message] : []));
    expect(errors).toHaveLength(1);
    expect(errors.join('')).not.toContain('CANARY');
  });

  it('keeps what is called __proto__ an ordinary key', () => {
    const [document] = values('a: &x {__proto__: {polluted: true}}\nb: *x');
    expect(Object.keys((document as { a: object }).a)).toEqual(['__proto__']);
    expect({}).not.toHaveProperty('polluted');
  });
});
