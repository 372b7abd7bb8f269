import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readYamlDocument } from '../documents/read-document.js';
import type { JsonValue } from '../json-value.js';
import { writeDocuments } from './write-documents.js';

it('is read by people', () => {
  const object = { kind: 'A', metadata: { name: 'on', labels: {} }, rules: [{ verbs: ['get', '*'] }, 3, []] };
  expect(writeDocuments([object, 'x'])).toBe(`---
kind: A
metadata:
  name: "on"
  labels: {}
rules:
- verbs:
  - get
  - "*"
- 3
- []
---
x
`);
});

it('is read back as it was', () => {
  const odd = fc.constantFrom(
    '1e3',
    '0x1',
    '12:30',
    ' a',
    '- b',
    'a: b',
    '#c',
    '~',
    'No',
    '',
    '\u2028',
    '<<',
  );
  const text = fc.oneof(
    odd,
    fc.string(),
    fc.string({ unit: 'binary' }).filter((one) => one.isWellFormed()),
  );
  const { value } = fc.letrec<{ value: JsonValue }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.constant(null),
      fc.boolean(),
      fc.integer(),
      text,
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(
        text.filter((key) => key !== '__proto__' && key !== '<<'),
        tie('value'),
        { maxKeys: 4 },
      ),
    ),
  }));
  fc.assert(
    fc.property(value, (one) => {
      expect(readYamlDocument(writeDocuments([{ one }]))).toEqual({ one: JSON.parse(JSON.stringify(one)) });
    }),
  );
});
