import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { readDocuments } from './read-documents.js';
import type { JsonValue } from '../json-value.js';
import { LOOSER, ODD_FILES, STRICTER } from './odd-files.js';

/** `tools/oracle/yaml`: apimachinery's decoder and sigs.k8s.io/yaml themselves. */
const folder = mkdtempSync(join(tmpdir(), 'plimsoll-oracle-'));
const oracle = join(folder, 'oracle');
const build = spawnSync('go', ['build', '-o', oracle, '.'], {
  cwd: new URL('../../../../../tools/oracle/yaml', import.meta.url),
  encoding: 'utf8',
  timeout: 50_000,
});
const missing =
  build.status === 0 ? undefined : build.error ? 'go is not installed' : build.stderr.trim().slice(0, 200);
if (missing !== undefined)
  process.stderr.write(`skipped: the comparison with kubectl's reader, because ${missing}\n`);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Read = readonly ({ readonly value: JsonValue } | { readonly error: string })[];

function theirs(files: readonly Uint8Array[]): Read[] {
  const input = files.map((file) => Buffer.from(file).toString('base64')).join('\n');
  const run = spawnSync(oracle, { input: `${input}\n`, encoding: 'utf8', maxBuffer: 2 ** 28 });
  return run.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Read);
}

/** Up to the first error, because kubectl stops there. */
function ours(file: Uint8Array): Read {
  const documents: ({ value: JsonValue } | { error: string })[] = [];
  for (const document of readDocuments(file)) {
    if ('error' in document) return [...documents, { error: document.error.message }];
    if (document.value !== null) documents.push({ value: document.value });
  }
  return documents;
}

const comparable = (read: Read): string =>
  JSON.stringify(
    read.map((document) => ('value' in document ? { value: sorted(document.value) } : { error: true })),
  );
function sorted(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, item]) => [key, sorted(item)]);
}

const bytesOf = (file: string | Uint8Array): Uint8Array =>
  typeof file === 'string' ? Buffer.from(file) : file;

interface Difference {
  readonly file: string;
  readonly kubectl: string;
  readonly ours: string;
}

/**
 * `misread` is what must never be: both read a document, and not the same. Where one of the two refuses, nothing is
 * judged wrongly: what kubectl refuses never reaches a cluster, and what is refused here is an error that is shown.
 */
function compare(files: readonly Uint8Array[]): {
  readonly misread: Difference[];
  readonly onlyKubectl: Difference[];
  readonly onlyOurs: Difference[];
} {
  const found = {
    misread: [] as Difference[],
    onlyKubectl: [] as Difference[],
    onlyOurs: [] as Difference[],
  };
  theirs(files).forEach((read, index) => {
    const file = files[index] ?? new Uint8Array();
    const mine = ours(file);
    if (comparable(mine) === comparable(read)) return;
    const refusal = (one: Read): boolean => one.some((document) => 'error' in document);
    const row = {
      file: Buffer.from(file).toString(),
      kubectl: JSON.stringify(read),
      ours: JSON.stringify(mine),
    };
    if (refusal(mine) && refusal(read)) return;
    if (refusal(mine)) found.onlyKubectl.push(row);
    else if (refusal(read)) found.onlyOurs.push(row);
    else found.misread.push(row);
  });
  return found;
}

describe.skipIf(missing !== undefined)('read as kubectl reads', () => {
  it('every odd file', () => {
    expect(ODD_FILES.length).toBeGreaterThanOrEqual(200);
    const { misread, onlyKubectl, onlyOurs } = compare(ODD_FILES.map(bytesOf));
    expect(misread).toEqual([]);
    expect(onlyKubectl.map(({ file }) => file).toSorted()).toEqual(STRICTER.toSorted());
    expect(onlyOurs.map(({ file }) => file).toSorted()).toEqual(LOOSER.toSorted());
  });

  it('scalars of any characters', () => {
    const scalar = fc.string({
      unit: fc.constantFrom(...'0123456789+-._eExXoObByYnNtTfFsSulLaAiIrR:~< '),
      minLength: 1,
      maxLength: 7,
    });
    const files = fc
      .sample(scalar, { numRuns: 4_000, seed: 7 })
      .map((text) => Buffer.from(`a: ${text}\nb: [${text}]\n`));
    expect(compare(files).misread).toEqual([]);
  });

  it('keys of any characters', () => {
    const scalar = fc.string({
      unit: fc.constantFrom(...'0123456789+-._eExXoObynN'),
      minLength: 1,
      maxLength: 9,
    });
    const files = fc.sample(scalar, { numRuns: 4_000, seed: 9 }).map((text) => Buffer.from(`${text}: 1\n`));
    expect(compare(files).misread).toEqual([]);
  });

  it('documents put together from odd lines', () => {
    const key = fc.constantFrom('a', 'b', 'on', '0x10', '"q"', "'s'", '1.5', '010', 'a b', '<<');
    const values = [
      'yes',
      '0440',
      '1_000',
      '~',
      '"x\\ty"',
      "'it''s'",
      '{a: 1, b: [no]}',
      '[1, 2]',
      '|\n      text\n      more',
    ];
    const rest = [
      '&x {k: 1}',
      '*x',
      'null',
      '',
      '.5',
      '2020-01-01',
      '# comment',
      '!!str on',
      '>-\n      a\n\n      b',
    ];
    const line = fc.tuple(
      fc.constantFrom(0, 0, 0, 2, 4),
      fc.constantFrom('', '', '- '),
      key,
      fc.constantFrom(...values, ...rest),
    );
    const file = fc
      .array(line, { minLength: 1, maxLength: 6 })
      .map((lines) =>
        lines.map(([indent, dash, name, text]) => `${' '.repeat(indent)}${dash}${name}: ${text}`).join('\n'),
      );
    const files = fc.sample(file, { numRuns: 5_000, seed: 11 }).map((text) => Buffer.from(text));
    const { misread, onlyKubectl } = compare(files);
    expect(misread).toEqual([]);
    // Equal keys together with a merge: see STRICTER.
    expect(onlyKubectl.filter(({ file: text }) => !text.includes('<<')).slice(0, 12)).toEqual([]);
  });
});
