import type { ControlCase } from '@plimsoll/engine';
import type { FactBody, FileFact, FilesEntry } from '@plimsoll/model';
import { foreignPatternsOf, patternsOf, type FileRow } from './file-row.js';

const SUBJECT = { group: '', kind: 'Node', namespace: '', name: 'node-1' } as const;
const ABSENT: FilesEntry = { absent: 'nothing is there' };
type Files = Readonly<Record<string, FilesEntry>>;
type Expect = ControlCase['expect'];

/** A path that a pattern matches. */
const example = (pattern: string): string =>
  pattern.startsWith('/') ? pattern.replaceAll('**/', '').replaceAll('*', 'example') : '/named/by/a/flag';

function entriesFor(pattern: string, file: FileFact): Files {
  if (!pattern.startsWith('/')) return { [pattern]: { ...file, path: example(pattern) } };
  if (!pattern.includes('*')) return { [pattern]: file };
  return { [pattern]: { matches: 1 }, [example(pattern)]: file };
}

function good(row: FileRow): FileFact {
  const [user = 'root', group = 'root'] = (row.owners?.[0] ?? 'root:root').split(':');
  const id = (name: string): number => (name === 'root' ? 0 : 999);
  return { mode: row.mode ?? 0o600, uid: id(user), gid: id(group), user, group };
}

const caseOf =
  (row: FileRow) =>
  (title: string, files: Files, expect: Expect, process?: string): ControlCase => {
    const absent: Files = Object.fromEntries(patternsOf(row).map((pattern) => [pattern, ABSENT]));
    const name = typeof row.none === 'object' && 'process' in row.none ? row.none.process : undefined;
    const processes: FactBody = {
      shape: 'settings',
      settings: { [`process.${name ?? 'none'}`]: process ?? { absent: 'none runs' } },
    };
    return {
      title,
      subject: SUBJECT,
      facts: {
        'host/files': { shape: 'files', files: { ...absent, ...files } },
        ...(name === undefined ? {} : { 'host/processes': processes }),
      },
      expect,
    };
  };

const UNREADABLE: Expect = { verdict: 'unknown', reason: 'unreadable' };
const CLOSED: FilesEntry = { unreadable: 'permission', detail: 'EACCES' };

function noneCases(row: FileRow): readonly ControlCase[] {
  const has = caseOf(row);
  if (row.none === 'pass') return [has('there is none', {}, { verdict: 'pass' })];
  if ('notApplicable' in row.none)
    return [has('there is none', {}, { verdict: 'not-applicable', reason: row.none.notApplicable })];
  return [
    has('there is none, and nothing that needs it runs', {}, { verdict: 'not-applicable' }),
    has('there is none, and what needs it runs', {}, UNREADABLE, '1'),
  ];
}

function ownerCases(row: FileRow, pattern: string): readonly ControlCase[] {
  if (row.owners === undefined) return [];
  const has = caseOf(row);
  const { mode } = good(row);
  const isRoot = row.owners.every((owner) => owner === 'root:root');
  return [
    has('another owner', entriesFor(pattern, { mode, uid: 1000, gid: 1000, user: 'eve', group: 'eve' }), {
      verdict: 'fail',
      evidence: [{ path: example(pattern) }],
    }),
    has(
      'an owner whose name is not known',
      entriesFor(pattern, { mode, uid: 1000, gid: 1000 }),
      isRoot ? { verdict: 'fail' } : UNREADABLE,
    ),
  ];
}

function modeCases(row: FileRow, pattern: string): readonly ControlCase[] {
  const { mode } = row;
  if (mode === undefined) return [];
  const has = caseOf(row);
  const loose = mode | (mode & 0o002 ? 0o4000 : 0o002);
  return [
    has('a bit too much', entriesFor(pattern, { ...good(row), mode: loose }), {
      verdict: 'fail',
      evidence: [{ path: example(pattern) }],
    }),
    // A smaller number is no stricter mode: bits are compared, not numbers.
    ...(mode > 0o077 && (0o077 & ~mode) !== 0
      ? [
          has('other bits that are a smaller number', entriesFor(pattern, { ...good(row), mode: 0o077 }), {
            verdict: 'fail' as const,
          }),
        ]
      : []),
    has('a set-user bit', entriesFor(pattern, { ...good(row), mode: mode | 0o4000 }), { verdict: 'fail' }),
    has('nobody may do anything', entriesFor(pattern, { ...good(row), mode: 0 }), { verdict: 'pass' }),
  ];
}

/** A flag that names a file of a distribution which the row is not about. */
function foreignCases(row: FileRow): readonly ControlCase[] {
  const flag = patternsOf(row).find((pattern) => !pattern.startsWith('/'));
  const [foreign] = foreignPatternsOf(row);
  if (flag === undefined || foreign === undefined) return [];
  const entry = { ...good(row), uid: 4711, user: '4711', path: example(foreign) };
  return [
    caseOf(row)('a file of another distribution', { [flag]: entry }, { verdict: 'not-applicable' }, '1'),
  ];
}

/** What follows from a row alone. */
export function fileCases(row: FileRow): readonly ControlCase[] {
  const has = caseOf(row);
  const patterns = patternsOf(row);
  const [first = ''] = patterns;
  const mustBeAbsent = row.mode === undefined && row.owners === undefined;
  const verdict = mustBeAbsent ? 'fail' : 'pass';
  return [
    ...patterns.map((pattern) =>
      has(`as it should be at ${pattern}`, entriesFor(pattern, good(row)), { verdict }),
    ),
    ...modeCases(row, first),
    ...ownerCases(row, first),
    ...noneCases(row),
    ...foreignCases(row),
    has('it could not be looked at', { [first]: CLOSED }, UNREADABLE),
    ...(mustBeAbsent || patterns.length < 2
      ? []
      : [
          has(
            'another place could not be looked at',
            { ...entriesFor(first, good(row)), [patterns[1] ?? '']: CLOSED },
            UNREADABLE,
          ),
        ]),
    ...patterns
      .filter((pattern) => pattern.includes('*'))
      .map((pattern) =>
        has(
          `one of those of ${pattern} got lost`,
          { ...entriesFor(pattern, good(row)), [pattern]: { matches: 2 } },
          mustBeAbsent ? { verdict: 'fail' } : { verdict: 'unknown', reason: 'not-collected' },
        ),
      ),
  ];
}
