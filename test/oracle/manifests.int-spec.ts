// Our manifest reader against `kubectl create --dry-run=client`, on odd YAML and JSON.
import type { JsonValue } from '@plimsoll/model';
import { readManifests } from '@plimsoll/probes';
import { requireBinaries, type TestbedAccess } from '@plimsoll/testbed';
import { describeTestbed, sharedTestbed } from '@plimsoll/testbed/testing';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ONLY_KUBECTL, ONLY_OURS, oddManifests, type OddManifest } from './support/odd-manifests.js';

/** The objects of a file up to its first problem, where kubectl stops, as texts that can be compared. */
interface Read {
  readonly objects: readonly string[];
  readonly refused: string;
}

describeTestbed('kubectl and our manifest reader read the same objects', () => {
  let testbed: TestbedAccess & { readonly close: () => void };
  let folder: string;
  beforeAll(async () => {
    testbed = await sharedTestbed();
    folder = await mkdtemp(path.join(tmpdir(), 'plimsoll-manifests-'));
  });
  afterAll(async () => {
    testbed.close();
    await rm(folder, { recursive: true });
  });

  async function theirs(files: readonly OddManifest[]): Promise<ReadonlyMap<string, Read>> {
    const { kubectl } = requireBinaries();
    if (kubectl === undefined) throw new Error('there is no kubectl beside the servers');
    const options = ['create', '--dry-run=client', '-o', 'json', '--validate=false', '-f', folder];
    const child = spawn(kubectl, ['--kubeconfig', testbed.kubeconfig, ...options]);
    const [printed, said] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    const objects = Map.groupBy(objectsIn(printed), (object) => String(Object(Object(object).metadata).name));
    return new Map(
      files.map(({ name }) => [
        name,
        {
          objects: (objects.get(name) ?? []).map(comparable),
          refused: said
            .split('\n')
            .filter((line) => line.includes(`${name}.yaml`))
            .join(' '),
        },
      ]),
    );
  }

  async function ours({ name }: OddManifest): Promise<Read> {
    const objects: string[] = [];
    for await (const read of readManifests([path.join(folder, `${name}.yaml`)], Readable.from([]))) {
      if ('problem' in read) return { objects, refused: read.problem.error.message };
      objects.push(comparable(read.manifest.object));
    }
    return { objects, refused: '' };
  }

  it('of every odd file', async () => {
    const files = oddManifests();
    await Promise.all(files.map(({ name, bytes }) => writeFile(path.join(folder, `${name}.yaml`), bytes)));
    const kubectl = await theirs(files);
    const differences: unknown[] = [];
    const count = { files: files.length, objects: 0, legal: 0, onlyKubectl: 0, onlyOurs: 0 };
    const unlisted: string[] = [];
    for (const file of files) {
      const [mine, other] = [await ours(file), kubectl.get(file.name)];
      if (other === undefined) throw new Error(`${file.name} was not asked for`);
      const legal = other.refused === '' && other.objects.length > 0;
      if (legal && mine.refused === '') count.legal += 1;
      const common = Math.min(mine.objects.length, other.objects.length);
      count.objects += common;
      const same = mine.objects.slice(0, common).join('\n') === other.objects.slice(0, common).join('\n');
      const [mineEnds, otherEnds] = [mine, other].map(
        (read) => read.refused !== '' && read.objects.length === common,
      );
      if (mineEnds && !otherEnds) count.onlyKubectl += 1;
      if (otherEnds && !mineEnds) count.onlyOurs += 1;
      const listed = mineEnds ? ONLY_KUBECTL : ONLY_OURS;
      if (mineEnds !== otherEnds && !listed.includes(file.odd))
        unlisted.push(
          `${mineEnds ? 'only kubectl' : 'only we'} read ${Buffer.from(file.bytes).toString()}: ${mine.refused}${other.refused}`,
        );
      const explained = mine.objects.length === other.objects.length || mineEnds || otherEnds;
      if (!same || !explained)
        differences.push({ file: Buffer.from(file.bytes).toString(), kubectl: other, ours: mine });
    }
    console.warn(`manifests: ${JSON.stringify(count)}, ${differences.length} differences`);
    expect(differences.slice(0, 5)).toEqual([]);
    expect(unlisted).toEqual([]);
    expect(count.legal).toBeGreaterThanOrEqual(200);
  });
});

/** kubectl prints one object after the other, each over several lines that are indented. */
const objectsIn = (printed: string): JsonValue[] =>
  printed
    .split(/^(?=\{$)/m)
    .filter((part) => part.trim() !== '')
    .map((part): JsonValue => JSON.parse(part));

/** Keys in order; without the namespace that kubectl adds from its context. */
function comparable(value: JsonValue): string {
  const bare = structuredClone(value);
  const metadata: unknown = Object(bare).metadata;
  if (
    typeof metadata === 'object' &&
    metadata !== null &&
    'namespace' in metadata &&
    metadata.namespace === 'default'
  )
    delete metadata.namespace;
  return JSON.stringify(sorted(bare));
}

function sorted(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, member]) => [key, sorted(member)]);
}
