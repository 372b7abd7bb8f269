import { readFileSync } from 'node:fs';
import { CONTROLS } from '@plimsoll/controls';
import { HOST_COLLECTORS, collectHost } from '@plimsoll/collectors';
import { HOST_TREES, plantHost } from '@plimsoll/collectors/testing';
import { openHostFiles } from '@plimsoll/probes';
import { describe, expect, it } from 'vitest';

/** What became of a row of the facts about boot, mounts, files, services, systems and runtimes. */
interface Coverage {
  readonly controls?: readonly string[];
  /** `<source> <key>` of a row that is a fact and no verdict. */
  readonly facts?: readonly string[];
  /** Why it is not collected: it takes a capability, or is of the API. */
  readonly leftOut?: string;
  readonly missing?: string;
  readonly elsewhere?: string;
}

const ROWS = JSON.parse(
  readFileSync(new URL('./testdata/machine.coverage.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, Readonly<Record<string, Coverage>>>>;
const EVERY = Object.values(ROWS).flatMap((rows) => Object.values(rows));

/** A switch of the boot is a fact once it is given, so an absent one is no missing fact. */
const isOfCommandLine = (fact: string): boolean => fact.startsWith('host/cmdline ');

async function factKeys(): Promise<ReadonlySet<string>> {
  const planted = await plantHost(HOST_TREES['kubeadm-debian-12']);
  const keys = new Set<string>();
  await collectHost(openHostFiles(planted.root), { nodeName: 'n' }, ({ source, body }) => {
    const entries = body.shape === 'settings' ? body.settings : body.shape === 'files' ? body.files : {};
    for (const key of Object.keys(entries)) keys.add(`${source} ${key}`);
  });
  await planted.remove();
  return keys;
}

describe('the rows of the facts about a machine', () => {
  it('are so many, and each has become one thing', () => {
    expect(
      Object.fromEntries(Object.entries(ROWS).map(([name, rows]) => [name, Object.keys(rows).length])),
    ).toEqual({
      'lsm-and-boot': 71,
      'mounts-and-files': 104,
      services: 69,
      os: 52,
      runtime: 143,
    });
    for (const row of EVERY) expect(Object.keys(row)).toHaveLength(1);
  });

  it('are judged by controls that exist', () => {
    const known = new Set<string>(CONTROLS.map(({ id }) => id));
    const missing = EVERY.flatMap(({ controls = [] }) => controls).filter((id) => !known.has(id));
    expect(missing).toEqual([]);
  });

  it('or are facts that collectors give', async () => {
    const keys = await factKeys();
    const sources = new Set<string>(HOST_COLLECTORS.map(({ source }) => source));
    const facts = EVERY.flatMap(({ facts: named = [] }) => named);
    expect(facts.filter((fact) => !sources.has(fact.split(' ')[0] ?? ''))).toEqual([]);
    expect(facts.filter((fact) => !isOfCommandLine(fact) && !keys.has(fact))).toEqual([]);
  });

  it('are missing in few places, each with its reason', () => {
    expect(EVERY.flatMap(({ missing }) => missing ?? [])).toEqual([
      ...Array.from({ length: 3 }, () => 'no walk over the system yet'),
      'the centre compares no clocks yet',
    ]);
  });
});
