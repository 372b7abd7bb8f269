import { readFileSync } from 'node:fs';
import { CONTROLS } from '@plimsoll/controls';
import { HOST_COLLECTORS, collectHostSource } from '@plimsoll/collectors';
import { plantHost } from '@plimsoll/collectors/testing';
import { judge } from '@plimsoll/engine';
import { frameworkById } from '@plimsoll/frameworks';
import type { FactBody, SourceId } from '@plimsoll/model';
import { openHostFiles, type HostFiles } from '@plimsoll/probes';
import { describe, expect, it } from 'vitest';

/**
 * Rows of the benchmarks about files, made from the facts' own columns: where the row's distribution has the file, and
 * the mode or the owner that is asked for. A path that is missing in the groups, or a mask that is shifted, is seen here.
 */
interface Row {
  readonly files: readonly string[];
  readonly folder?: true;
  readonly mode?: string;
  readonly owner?: string;
}

const ROWS = JSON.parse(
  readFileSync(new URL('./testdata/files.expected.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, Readonly<Record<string, Row>>>>;

const COLLECTORS = HOST_COLLECTORS.filter(
  ({ source }) => source === 'host/files' || source === 'host/processes',
);
const IDS: Readonly<Record<string, number>> = { root: 0, etcd: 112 };

/** What all rows together ask of each file: the strictest mode, one owner. */
function askedOf(
  rows: readonly Row[],
): ReadonlyMap<string, { mode: number; owner: string; folder: boolean }> {
  const asked = new Map<string, { mode: number; owner: string; folder: boolean }>();
  for (const { files, mode, owner, folder } of rows)
    for (const path of files) {
      const before = asked.get(path) ?? { mode: 0o777, owner: 'root:root', folder: false };
      const bits = mode === undefined ? before.mode : before.mode & Number.parseInt(mode, 8);
      asked.set(path, { mode: bits, owner: owner ?? before.owner, folder: before.folder || folder === true });
    }
  return asked;
}

/** The same host with owners of its own; only the tests of root could give them away. */
const ownedBy = (host: HostFiles, ownerOf: (path: string) => string): HostFiles => ({
  ...host,
  root: host.root,
  stat: async (path) => {
    const found = await host.stat(path);
    const [user = '', group = ''] = ownerOf(path).split(':');
    return found.outcome === 'read'
      ? { outcome: 'read', value: { ...found.value, uid: IDS[user] ?? 4711, gid: IDS[group] ?? 4711 } }
      : found;
  },
});

/** The bodies of a host that has exactly these files, with a bit too much or another owner where that is wanted. */
async function factsOf(rows: readonly Row[], wrong: 'mode' | 'owner' | 'nothing') {
  const asked = askedOf(rows);
  const extra = wrong === 'mode' ? 0o002 : 0;
  const paths = [...asked];
  const planted = await plantHost({
    files: {
      '/etc/hostname': 'node-1\n',
      '/proc/1/status': 'Name:\tinit\nPid:\t1\n',
      '/etc/passwd': 'root:x:0:0::/:/bin/sh\netcd:x:112:112::/:/bin/false\n',
      '/etc/group': 'root:x:0:\netcd:x:112:\n',
      ...Object.fromEntries(paths.filter(([, { folder }]) => !folder).map(([path]) => [path, ''])),
    },
    folders: ['/usr/bin', ...paths.filter(([, { folder }]) => folder).map(([path]) => path)],
    modes: Object.fromEntries(paths.map(([path, { mode }]) => [path, (mode | extra).toString(8)])),
  });
  const ownerOf = (path: string): string =>
    wrong === 'owner' ? 'eve:eve' : (asked.get(path)?.owner ?? 'root:root');
  const host = ownedBy(openHostFiles(planted.root), ownerOf);
  const facts: Partial<Record<SourceId, FactBody>> = {};
  for (const collector of COLLECTORS)
    await collectHostSource(collector, host, { nodeName: 'node-1' }, ({ source, body }) => {
      facts[source] = body;
    });
  await planted.remove();
  return facts;
}

/** The verdicts of the controls that a requirement maps to, each once; what does not apply is left out, as it is in posture. */
function verdictsOf(
  framework: string,
  id: string,
  facts: Partial<Record<SourceId, FactBody>>,
): readonly string[] {
  const requirement = frameworkById(framework)?.requirements.find((one) => one.id === id);
  const mapped = new Set(requirement?.controls.map(({ control }) => `${control}`));
  const subject = { group: '', kind: 'Node', namespace: '', name: 'node-1' };
  const controls = CONTROLS.filter((control) => mapped.has(control.id));
  const verdicts = controls.map((control) => judge(control, { subject, facts }).verdict);
  return [...new Set(verdicts)].filter((verdict) => verdict !== 'not-applicable');
}

describe.each(Object.entries(ROWS))('%s', (framework, rows) => {
  const all = Object.entries(rows);

  it.each(['nothing', 'mode', 'owner'] as const)(
    'is judged as the facts say with %s wrong',
    async (wrong) => {
      const facts = await factsOf(Object.values(rows), wrong);
      const found = all.map(([id]) => [id, verdictsOf(framework, id, facts)]);
      const expected = all.map(([id, row]) => [
        id,
        [row[wrong === 'nothing' ? 'mode' : wrong] !== undefined && wrong !== 'nothing' ? 'fail' : 'pass'],
      ]);
      expect(found).toEqual(expected);
    },
  );
});
