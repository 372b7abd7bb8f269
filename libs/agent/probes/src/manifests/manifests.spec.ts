import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, describe, expect, it } from 'vitest';
import { listManifestFiles } from './list-manifest-files.js';
import type { ManifestRead } from './manifest.js';
import { parseManifests } from './parse-manifests.js';
import { readManifests } from './read-manifests.js';

const root = mkdtempSync(join(tmpdir(), 'plimsoll-manifests-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const POD = 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n';
const write = (path: string, text: string): string => {
  const file = join(root, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
  return file;
};
const parse = (text: string, named = true): ManifestRead[] => [
  ...parseManifests({ path: 'f', named }, Buffer.from(text)),
];
const shown = (read: ManifestRead): string =>
  'problem' in read
    ? `${read.problem.line} ${read.problem.error.code}`
    : `${read.manifest.document} ${read.manifest.item} ${read.manifest.kind}`;

describe('listManifestFiles', () => {
  it('finds what kubectl -R finds, sorted, and follows no link into a loop', () => {
    write('tree/b.yaml', POD);
    write('tree/a/x.yml', POD);
    write('tree/a/.hidden.json', '{}');
    write('tree/a/readme.md', 'no');
    write('tree/c.YAML', POD);
    symlinkSync(join(root, 'tree'), join(root, 'tree/a/loop'));
    symlinkSync(join(root, 'tree/b.yaml'), join(root, 'tree/link.yaml'));
    const { files, problems } = listManifestFiles([join(root, 'tree')]);
    expect(files.map(({ path }) => relative(root, path))).toEqual([
      'tree/a/.hidden.json',
      'tree/a/x.yml',
      'tree/b.yaml',
      'tree/link.yaml',
    ]);
    expect(problems).toEqual([]);
  });

  it('says which path does not exist', () => {
    expect(listManifestFiles([join(root, 'none')]).problems).toMatchObject([
      { error: { code: 'MANIFEST_NOT_FOUND' } },
    ]);
  });

  it('takes a file that is named twice once, and any name where it was named', () => {
    const file = write('named.txt', POD);
    expect(listManifestFiles([file, file]).files).toEqual([{ path: file, named: true }]);
  });
});

describe('parseManifests', () => {
  it('reads every document around a broken one', () => {
    expect(parse(`${POD}---\nkind: [\n---\n${POD}`).map(shown)).toEqual([
      '0  Pod',
      '5 YAML_SYNTAX',
      '2  Pod',
    ]);
  });

  it('opens lists, lists of lists, and lists of one kind', () => {
    const list =
      'kind: List\napiVersion: v1\nitems:\n- {apiVersion: v1, kind: Pod}\n- kind: PodList\n  apiVersion: v1\n  items:\n  - metadata: {name: x}\n  - 7\n';
    expect(parse(list).map(shown)).toEqual([
      '0 items[0] Pod',
      '0 items[1].items[0] Pod',
      '9 MANIFEST_NO_KIND',
    ]);
  });

  it('finds nothing in a list without items', () => {
    expect(parse(`kind: PodList\napiVersion: v1\nitems: null\n---\n${POD}`).map(shown)).toEqual(['1  Pod']);
  });

  it('passes over a document that is no object in a folder, and says so of a file that was named', () => {
    expect(parse('a: 1\n---\n- 1\n', false)).toEqual([]);
    expect(parse('# c\n\na: 1\n').map(shown)).toEqual(['3 MANIFEST_NO_KIND']);
    expect(parse('kind: 1\napiVersion: v1\n').map(shown)).toEqual(['1 MANIFEST_NO_KIND']);
    expect(parse('# nothing\n---\n\n')).toEqual([]);
  });

  it('refuses an object over 2 MiB and reads the next', () => {
    const large = JSON.stringify({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      data: { k: 'x'.repeat(2 * 1024 * 1024) },
    });
    expect(parse(`---\n${large}\n---\n${POD}`).map(shown)).toEqual(['2 MANIFEST_OBJECT_TOO_LARGE', '1  Pod']);
  });
});

const all = async (paths: readonly string[], input = ''): Promise<string[]> => {
  const reads: string[] = [];
  for await (const read of readManifests(paths, Readable.from([input]))) reads.push(shown(read));
  return reads;
};

describe('readManifests', () => {
  it('reads the standard input', async () => {
    expect(await all(['-'], `${POD}---\n{"apiVersion": "v1", "kind": "Service"}`)).toEqual([
      '0  Pod',
      '1  Service',
    ]);
  });

  it('is not blocked by a pipe nor by a device', async () => {
    const pipe = join(root, 'pipe.yaml');
    execFileSync('mkfifo', [pipe]);
    expect(await all([pipe, '/dev/zero'])).toEqual(['0 MANIFEST_NOT_REGULAR', '0 MANIFEST_NOT_REGULAR']);
  });

  it.skipIf(process.getuid?.() === 0)('says which file may not be read', async () => {
    const file = write('secret/a.yaml', POD);
    chmodSync(file, 0);
    expect(await all([join(root, 'secret')])).toEqual(['0 MANIFEST_UNREADABLE']);
  });

  it('says of a link that leads nowhere that it does, and reads the rest', async () => {
    write('links/b.yaml', POD);
    symlinkSync(join(root, 'nowhere'), join(root, 'links/a.yaml'));
    expect(await all([join(root, 'links')])).toEqual(['0 MANIFEST_NOT_FOUND', '0  Pod']);
  });
});
if (process.getuid?.() === 0)
  process.stderr.write('skipped: a file that may not be read, because root reads everything\n');
