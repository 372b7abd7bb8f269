import type { ControlCase } from '@plimsoll/engine';
import type { FactBody, Setting, SourceId } from '@plimsoll/model';
import { sourcesOf, type FactRow } from './fact-control.js';
import { ABSENT, NO_PERMISSION } from './host-case.js';

const SUBJECT = { group: '', kind: 'Node', namespace: '', name: 'node-1' } as const;
const UNREADABLE: ControlCase['expect'] = { verdict: 'unknown', reason: 'unreadable' };

type Given = readonly (readonly [source: SourceId, key: string, setting: Setting])[];

/** Facts in which every condition of the row holds and nothing else decides, with some settings put over them. */
function factsOf(row: FactRow, given: Given): ControlCase['facts'] {
  const settings = new Map<SourceId, Record<string, Setting>>(sourcesOf(row).map((source) => [source, {}]));
  const put = (source: SourceId, key: string, setting: Setting): void => {
    settings.set(source, { ...settings.get(source), [key]: setting });
  };
  if (row.instead !== undefined) put(row.instead.source, row.instead.key, ABSENT);
  for (const { source, key, examples } of row.only ?? []) put(source, key, examples.holds);
  for (const [source, key, setting] of given) put(source, key, setting);
  return Object.fromEntries(
    [...settings].map(([source, body]): readonly [SourceId, FactBody] => [
      source,
      { shape: 'settings', settings: body },
    ]),
  );
}

const caseOf = (row: FactRow, title: string, given: Given, expect: ControlCase['expect']): ControlCase => ({
  title,
  subject: SUBJECT,
  facts: factsOf(row, given),
  expect,
});

function absenceCase(row: FactRow): ControlCase {
  const given: Given = [[row.source, row.key, ABSENT]];
  const { absent } = row;
  if (typeof absent === 'string') return caseOf(row, 'there is none', given, { verdict: absent });
  return 'notApplicable' in absent
    ? caseOf(row, 'there is none', given, { verdict: 'not-applicable', reason: absent.notApplicable })
    : caseOf(row, 'there is none', given, UNREADABLE);
}

function conditionCases(row: FactRow, bad: Setting): readonly ControlCase[] {
  return (row.only ?? []).flatMap(({ source, key, otherwise, examples }) => [
    caseOf(
      row,
      otherwise,
      [
        [row.source, row.key, bad],
        [source, key, examples.not],
      ],
      {
        verdict: 'not-applicable',
        reason: otherwise,
      },
    ),
    caseOf(
      row,
      `${key} could not be read`,
      [
        [row.source, row.key, bad],
        [source, key, NO_PERMISSION],
      ],
      UNREADABLE,
    ),
  ]);
}

function insteadCases(row: FactRow, bad: Setting): readonly ControlCase[] {
  const { instead } = row;
  if (instead === undefined) return [];
  const own = [row.source, row.key, bad] as const;
  return [
    caseOf(
      row,
      `${instead.key} is "${instead.example}"`,
      [own, [instead.source, instead.key, instead.example]],
      {
        verdict: 'pass',
      },
    ),
    caseOf(
      row,
      `${instead.key} could not be read`,
      [own, [instead.source, instead.key, NO_PERMISSION]],
      UNREADABLE,
    ),
  ];
}

/** What follows from a row alone. */
export function factCases(row: FactRow): readonly ControlCase[] {
  const { pass, fail, unknown } = row.rule.examples;
  const withText = (text: string, expect: ControlCase['expect']): ControlCase =>
    caseOf(row, `${row.key} is "${text}"`, [[row.source, row.key, text]], expect);
  const shown = (verdict: 'pass' | 'fail', text: string): ControlCase['expect'] => ({
    verdict,
    evidence: [{ path: row.key, value: text }],
  });
  const bad = fail[0] ?? ABSENT;
  return [
    ...pass.map((text) => withText(text, shown('pass', text))),
    ...fail.map((text) => withText(text, shown('fail', text))),
    ...unknown.map((text) => withText(text, UNREADABLE)),
    caseOf(row, 'it could not be read', [[row.source, row.key, NO_PERMISSION]], UNREADABLE),
    caseOf(row, 'the source says nothing of it', [], { verdict: 'unknown', reason: 'not-collected' }),
    absenceCase(row),
    ...conditionCases(row, bad),
    ...insteadCases(row, bad),
  ];
}
