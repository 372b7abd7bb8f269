import { isPlimsollError } from '@plimsoll/errors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyBody, anyJson } from '../testing/index.js';
import { canonicalBody, parseBody, storedBody } from './body.js';
import { canonicalJson, MAX_DEPTH } from './canonical-json.js';

const codeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    return isPlimsollError(error) ? `${error.code} ${String(error.details.path ?? '')}` : String(error);
  }
  return 'nothing thrown';
};

describe('canonical JSON', () => {
  it('writes the example of RFC 8785 section 3.2.2 as the RFC does', () => {
    const value = {
      numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
    };
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  it('sorts by UTF-16 code units, as the example of section 3.2.3', () => {
    const value = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, '\u00f6': 7 };
    expect(Object.values(JSON.parse(canonicalJson(value)) as object)).toEqual([4, 2, 6, 7, 1, 5, 3]);
  });

  it('reads back as the same value, and is its own canonical form', () => {
    fc.assert(
      fc.property(anyJson(), (value) => {
        const text = canonicalJson(value);
        expect(JSON.parse(text)).toEqual(value);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
      }),
    );
  });

  it('does not depend on the order of members, few or many', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), anyJson(), { maxKeys: 60 }), (object) => {
        expect(canonicalJson(Object.fromEntries(Object.entries(object).reverse()))).toBe(
          canonicalJson(object),
        );
      }),
    );
  });

  it('keeps a member called __proto__', () => {
    expect(canonicalJson(JSON.parse('{"b":1,"__proto__":{"a":2}}'))).toBe('{"__proto__":{"a":2},"b":1}');
  });

  it.each([
    [{ a: [{ b: Number.NaN }] }, 'MODEL_VALUE_NOT_JSON a[0].b'],
    [{ a: Infinity }, 'MODEL_VALUE_NOT_JSON a'],
    [{ a: undefined }, 'MODEL_VALUE_NOT_JSON a'],
    [[undefined], 'MODEL_VALUE_NOT_JSON [0]'],
    [{ a: '\ud800' }, 'MODEL_VALUE_NOT_JSON a'],
    [{ '\ud800': 1 }, 'MODEL_VALUE_NOT_JSON \ufffd'],
    [{ a: 1n }, 'MODEL_VALUE_NOT_JSON a'],
  ])('refuses %o and names the place', (value, expected) => {
    expect(codeOf(() => canonicalJson(value))).toBe(expected);
  });

  it('refuses what is nested too deeply before the stack does', () => {
    let value: unknown = 1;
    for (let depth = 0; depth <= MAX_DEPTH; depth++) value = [value];
    expect(codeOf(() => canonicalJson(value))).toMatch(/^MODEL_BODY_TOO_DEEP/);
  });
});

describe('a body', () => {
  it('comes back from its canonical text', () => {
    fc.assert(
      fc.property(anyBody(), (body) => {
        const text = canonicalBody(body);
        expect(canonicalBody(parseBody(text))).toBe(text);
        expect(parseBody(text)).toEqual(body);
        expect(storedBody(text)).toEqual(body);
      }),
    );
  });

  it.each([
    ['{', 'MODEL_BODY_NOT_JSON '],
    ['null', 'MODEL_BODY_SHAPE '],
    ['{}', 'MODEL_BODY_SHAPE shape'],
    ['{"shape":"constructor"}', 'MODEL_BODY_SHAPE shape'],
    ['{"shape":"object","object":{"kind":"Pod","metadata":{}}}', 'MODEL_BODY_SHAPE object.apiVersion'],
    [
      '{"shape":"object","object":{"apiVersion":"v1","kind":"Pod","metadata":[]}}',
      'MODEL_BODY_SHAPE object.metadata',
    ],
    ['{"shape":"settings","settings":{"a":1}}', 'MODEL_BODY_SHAPE settings.a'],
    ['{"shape":"settings","settings":{"a":{"absent":"x","more":1}}}', 'MODEL_BODY_SHAPE settings.a.more'],
    [
      '{"shape":"settings","settings":{"a":{"unreadable":"because"}}}',
      'MODEL_BODY_SHAPE settings.a.unreadable',
    ],
    ['{"shape":"settings","settings":{},"object":{}}', 'MODEL_BODY_SHAPE object'],
    [
      '{"shape":"files","files":{"/etc":{"mode":"0644","uid":0,"gid":0}}}',
      'MODEL_BODY_SHAPE files./etc.mode',
    ],
    [
      '{"shape":"components","components":[{"name":"","version":"1"}]}',
      'MODEL_BODY_SHAPE components[0].name',
    ],
  ])('%s is refused as %s', (text, expected) => {
    expect(codeOf(() => parseBody(text))).toBe(expected);
  });

  it('is refused for what canonical JSON cannot write again, and for nothing that looks like it', () => {
    const body = (value: string): string => `{"settings":{"a":${value}},"shape":"settings"}`;
    expect(codeOf(() => parseBody(body('"\\ud800"')))).toBe('MODEL_VALUE_NOT_JSON settings.a');
    expect(codeOf(() => parseBody(body('"\\ud83d\\ude00 1e400"')))).toBe('nothing thrown');
    const number = (text: string): string =>
      `{"object":{"apiVersion":"v1","kind":"K","metadata":{},"x":${text}},"shape":"object"}`;
    const beyond = ['1e400', '-1E+400', '1.5e0400', '9'.repeat(309), `${'9'.repeat(210)}e99`];
    for (const text of beyond)
      expect(
        codeOf(() => parseBody(number(text))),
        text,
      ).toBe('MODEL_VALUE_NOT_JSON object.x');
    for (const text of ['1e308', '1e-400', '9'.repeat(308), `0.${'0'.repeat(300)}1e99`])
      expect(
        codeOf(() => parseBody(number(text))),
        text,
      ).toBe('nothing thrown');
  });

  it('is refused when it is nested too deeply, brackets in strings not counted', () => {
    const deep = (brackets: number): string =>
      `{"shape":"object","object":{"apiVersion":"v1","kind":"K","metadata":{},"x":${'['.repeat(brackets)}${']'.repeat(brackets)}}}`;
    expect(codeOf(() => parseBody(deep(100_000)))).toMatch(/^MODEL_BODY_TOO_DEEP/);
    expect(codeOf(() => parseBody(deep(MAX_DEPTH - 2)))).toBe('nothing thrown');
    expect(codeOf(() => parseBody(`{"shape":"settings","settings":{"a":"${'['.repeat(10_000)}"}}`))).toBe(
      'nothing thrown',
    );
  });
});
