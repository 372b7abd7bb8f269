import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fact } from '@plimsoll/model';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { manifestFeed } from './manifest-feed.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plimsoll manifests '));
});
afterEach(() => rm(folder, { recursive: true }));

async function pass() {
  const facts: Fact[] = [];
  const outcome = await manifestFeed(folder, 10).collect(
    (fact) => void facts.push(fact),
    new AbortController().signal,
  );
  return { outcome, sources: facts.map((fact) => fact.source) };
}

const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: default}\n';
const role =
  'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: r, namespace: default}\n';

describe('a folder of manifests', () => {
  it('feeds the sources of the kinds in it', async () => {
    await writeFile(
      join(folder, 'a.yaml'),
      `${pod}---\n${role}---\napiVersion: example.org/v1\nkind: Thing\nmetadata: {name: t}\n`,
    );
    const { outcome, sources } = await pass();
    expect(outcome).toEqual({ complete: true });
    expect(sources).toEqual(['kube/core/Pod', 'kube/rbac.authorization.k8s.io/Role']);
  });

  it('with a broken document gives the others, and no complete pass', async () => {
    await writeFile(join(folder, 'a.yaml'), pod);
    await writeFile(join(folder, 'b.yaml'), 'apiVersion: v1\nkind: [broken\n');
    const { outcome, sources } = await pass();
    expect(sources).toEqual(['kube/core/Pod']);
    expect(outcome).toMatchObject({ complete: false, reason: 'invalid' });
  });

  it('that is empty or gone is no complete pass', async () => {
    expect((await pass()).outcome).toMatchObject({ complete: false, reason: 'not-mounted' });
    await rm(folder, { recursive: true });
    expect((await pass()).outcome).toMatchObject({ complete: false });
    folder = await mkdtemp(join(tmpdir(), 'plimsoll-'));
  });
});
