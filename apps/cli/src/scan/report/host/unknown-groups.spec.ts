import { CONTROLS } from '@plimsoll/controls';
import { describe, expect, it } from 'vitest';
import type { Row } from '../../shard-report.js';
import { unknownGroups } from './unknown-groups.js';

const control = CONTROLS[0]?.id;
const row = (reason: string, detail: string): readonly Row[] =>
  control === undefined
    ? []
    : [
        {
          control,
          severity: 'low',
          verdict: 'unknown',
          reason,
          detail,
          subject: { apiVersion: 'v1', kind: 'Node', namespace: '', name: 'n' },
          location: null,
          evidence: [],
        },
      ];
const grouped = (...rows: readonly (readonly Row[])[]) =>
  unknownGroups(rows.flat()).map(({ cause, cure, rows: all }) => ({ cause, cure, count: all.length }));

describe('what is not known', () => {
  it('is one group by its cause, whatever the setting, the largest first', () => {
    const lists = 'not-mounted: no lists of modules for 6.18.0';
    expect(
      grouped(
        row('unreadable', 'kernel.x: permission: EACCES'),
        row('unreadable', `vfat.built: ${lists}`),
        row('unreadable', `udf.built: ${lists}`),
      ),
    ).toMatchObject([
      { cause: 'no lists of modules for 6.18.0', count: 2 },
      { cause: 'may not be read: EACCES', count: 1, cure: expect.stringContaining('scan as root') },
    ]);
  });

  it('is one group for settings that should be there', () => {
    const absent = (key: string): readonly Row[] =>
      row('unreadable', `${key} is absent although Linux 6.12 should have it (no /proc/sys/fs)`);
    expect(grouped(absent('fs.a'), absent('fs.b'))).toMatchObject([
      {
        cause: 'absent although Linux 6.12 should have it',
        count: 2,
        cure: expect.stringContaining('/proc'),
      },
    ]);
  });

  it.each([
    ['unreadable', '/proc/1/ns: namespace', 'namespaces'],
    ['unreadable', 'a file: too-large: 100 MB', 'by hand'],
    ['unreadable', 'kube-apiserver --x: invalid: 2 processes say different things', 'several'],
    ['unreadable', 'k holds a text that is not understood', 'evidence'],
    ['not-collected', 'host/lsm says nothing of lsm.active', '--host /'],
    ['incomplete', '', '--context'],
    ['error', 'x is not a function', 'report it'],
  ])('says what would make it known: %s %s', (reason, detail, words) => {
    expect(grouped(row(reason, detail))).toMatchObject([{ cure: expect.stringContaining(words) }]);
  });
});
