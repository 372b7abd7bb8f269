import fc from 'fast-check';
import { dump } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { readEveryYaml } from '../documents/read-document.js';
import { ODD_FILES } from '../documents/odd-files.js';
import { readPlainBlock } from './read-plain-block.js';

/** What the parser for all of YAML says: the value as JSON, keys in their order, or that it refuses. */
function inFull(text: string): string {
  try {
    return JSON.stringify(readEveryYaml(text));
  } catch {
    return 'refused';
  }
}

/** Where it reads at all, it reads as the other does. */
function agrees(text: string): boolean {
  const value = readPlainBlock(text);
  if (value === undefined) return false;
  expect(JSON.stringify(value), text).toBe(inFull(text));
  return true;
}

const WORDS = fc.constantFrom(
  'a',
  'b c',
  '',
  ' ',
  'x: y',
  '# no',
  'a # b',
  'a #b',
  "it's",
  '- x',
  '-',
  '--',
  '--flag=1',
  '{',
  '[]',
  '{}',
  '"',
  '""',
  'yes',
  'on',
  'null',
  '~',
  '1',
  '-1',
  '0440',
  '0x1F',
  '1e3',
  '1.0',
  '.5',
  '1_000',
  '12345678901234567890',
  '10Mi',
  'é',
  'two\nlines',
  'two\nlines\n',
  'a\n\n b\n',
  '\nfirst',
  'end\n\n',
  ' led\nby',
  '"q"',
  "'q'",
  'a:b',
  'a:',
  ':',
  '?',
  '? x',
  '&a',
  '*a',
  '!t',
  '|',
  '>',
  '%',
  '@',
  '`',
  ',',
  '---',
  '...',
  '<<',
  '=',
  'x\ty',
  '\\',
  '\u2028',
  '2001-01-01',
  'a,b',
  '{{ x }}',
  'x{{ y }}',
  'a? b',
  '! c',
);
const KEYS = fc.constantFrom(
  'a',
  'kind',
  'metadata',
  'x.y/z',
  'app.kubernetes.io/name',
  '__proto__',
  'constructor',
  'toString',
  'on',
  'y',
  'null',
  '1',
  '0x1',
  '<<',
  'a b',
  '',
  '-',
  '- a',
  'no',
  'é',
  'a:b',
  '#',
  'key-with-a-rather-long-name-that-is-not-remembered-here',
);
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    WORDS,
    fc.constantFrom(1, -5, 1.5, true, false, null),
    fc.array(tie('tree'), { maxLength: 3 }),
    fc.dictionary(KEYS, tie('tree'), { maxKeys: 4 }),
  ),
}));
const STYLES = [
  {},
  { noArrayIndent: true },
  { indent: 4 },
  { flowLevel: 3 },
  { lineWidth: 12 },
  { forceQuotes: true },
  { quotingType: '"' },
  { indent: 3, noArrayIndent: true, forceQuotes: true, quotingType: '"' },
] as const;
const DOCUMENTS = fc
  .tuple(fc.dictionary(KEYS, tree, { maxKeys: 4 }), fc.constantFrom(...STYLES))
  .map(([value, style]) => dump(value, { lineWidth: -1, ...style }));

/** Lines and pieces that turn a good document into another one, or into none. */
const PIECES = fc.constantFrom(
  ' ',
  '  ',
  '\n',
  ':',
  ': ',
  '- ',
  '#',
  ' # c',
  '|',
  '|-',
  '|+',
  '>',
  "'",
  '"',
  '{}',
  '[]',
  '---',
  '---\n',
  '...',
  '\t',
  '&a ',
  '*a',
  '!!str ',
  '? ',
  '<<: ',
  'k: v',
  '\n\n',
  '\n# c\n',
  '\n  # c\n',
  '\n   \n',
  '\n        \n',
  '-',
  '- - ',
  ',',
  'null',
  '\r\n',
  '\\',
);
const CHANGES = fc.array(fc.tuple(fc.nat(), PIECES, fc.nat(3)), { maxLength: 3 });

describe('reading plain blocks', () => {
  it('gives what the parser for all of YAML gives, of documents in every style', () => {
    let read = 0;
    fc.assert(
      fc.property(DOCUMENTS, (text) => {
        if (agrees(text)) read += 1;
      }),
      { numRuns: 3_000 },
    );
    expect(read).toBeGreaterThan(100);
  });

  it('gives the same of documents that were tampered with', () => {
    let read = 0;
    fc.assert(
      fc.property(DOCUMENTS, CHANGES, (text, changes) => {
        let changed = text;
        for (const [place, piece, gone] of changes) {
          const at = place % (changed.length + 1);
          changed = `${changed.slice(0, at)}${piece}${changed.slice(at + gone)}`;
        }
        if (agrees(changed)) read += 1;
      }),
      { numRuns: 10_000 },
    );
    expect(read).toBeGreaterThan(100);
  });

  it('gives the same of files on which readers of YAML disagree', () => {
    const texts = ODD_FILES.map((text) => (typeof text === 'string' ? text : Buffer.from(text).toString()));
    expect(texts.filter(agrees).length).toBeGreaterThan(10);
  });

  it.each([
    'apiVersion: v1\nkind: Pod\nmetadata:\n  name: a # why\n  labels: {}\nspec:\n  containers:\n  - name: b\n    args:\n    - --c\n    - "1"\n',
    '---\n# c\na: |\n  x\n\n   y\n\nb: |-\n  z\n\n# end\nc:\n- |\n  in an item\n-\n  d: 1\n- e:\n    - f\n  g:\n',
  ])('reads %j itself', (text) => expect(agrees(text)).toBe(true));
});
