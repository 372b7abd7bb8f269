import type { Control, SubjectView } from '@plimsoll/engine';
import type { Evidence, FileFact, FilesEntry, Judgement } from '@plimsoll/model';
import { declareControl } from '../declare.js';
import { foreignPatternsOf, octal, patternsOf, wantedOf, type FileRow } from './file-row.js';
import { notApplicable, readingOf, unreadable } from './reading.js';

const SOURCE = 'host/files';
const PROCESSES = 'host/processes';
/** As many files are shown; who has more of them wrong knows what to do. */
const MOST_SHOWN = 20;

type Files = Readonly<Record<string, FilesEntry>>;

interface Part {
  readonly files: readonly (readonly [path: string, file: FileFact])[];
  /** Why some could not be seen. */
  readonly missing: readonly Judgement[];
}

interface Found extends Part {
  /** Whether files were found of distributions that the row is not about. */
  readonly others: boolean;
}

const notSaid = (detail: string): Judgement => ({ verdict: 'unknown', reason: 'not-collected', detail });

const matcher = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&')
      .replaceAll('**/', '\0')
      .replaceAll('*', '[^/]*')
      .replaceAll('\0', '(?:[^/]+/)*')}$`,
  );

const matchers = new Map<string, RegExp>();

function matched(pattern: string, path: string): boolean {
  const known = matchers.get(pattern) ?? matcher(pattern);
  matchers.set(pattern, known);
  return known.test(path);
}

/** Files of a pattern that was counted: fewer than the count means that some got lost on the way. */
function counted(files: Files, pattern: string, matches: number): Part {
  const found = Object.entries(files).flatMap(([path, file]) =>
    'mode' in file && path.startsWith('/') && matched(pattern, path) ? [[path, file] as const] : [],
  );
  return found.length < matches
    ? { files: found, missing: [notSaid(`${found.length} of ${matches} files of ${pattern} are known`)] }
    : { files: found, missing: [] };
}

function lookedUp(files: Files, pattern: string): Part {
  const entry = Object.hasOwn(files, pattern) ? files[pattern] : undefined;
  if (entry === undefined) return { files: [], missing: [notSaid(`${SOURCE} says nothing of ${pattern}`)] };
  if ('mode' in entry) return { files: [[entry.path ?? pattern, entry]], missing: [] };
  if ('matches' in entry) return counted(files, pattern, entry.matches);
  if ('absent' in entry) return { files: [], missing: [] };
  const why = entry.detail === undefined ? '' : `: ${entry.detail}`;
  return { files: [], missing: [unreadable(`${pattern}: ${entry.unreadable}${why}`)] };
}

function collect(view: SubjectView, row: FileRow): Found {
  const body = view.fact(SOURCE);
  if (body?.shape !== 'files')
    return { files: [], missing: [unreadable(`${SOURCE} gave no files`)], others: false };
  const parts = patternsOf(row).map((pattern) => lookedUp(body.files, pattern));
  const found = [...new Map(parts.flatMap((part) => part.files))];
  const foreign = foreignPatternsOf(row);
  const files = found.filter(([path]) => !foreign.some((pattern) => matched(pattern, path)));
  return {
    files,
    missing: parts.flatMap((part) => part.missing),
    others: files.length < found.length,
  };
}

/** Undefined where the owner has no name that is known: then only root can be told from others. */
function ownerOf(file: FileFact): string | undefined {
  const user = file.uid === 0 ? 'root' : file.user;
  const group = file.gid === 0 ? 'root' : file.group;
  return user === undefined || group === undefined ? undefined : `${user}:${group}`;
}

const rootOnly = (owners: readonly string[]): boolean => owners.every((owner) => owner === 'root:root');

/** Undefined where the rule asks for a name and the host did not tell it. */
function isOwned(file: FileFact, owners: readonly string[]): boolean | undefined {
  const owner = ownerOf(file);
  if (owner !== undefined) return owners.includes(owner);
  return rootOnly(owners) ? false : undefined;
}

/** Who may read a folder of this mode may also enter it. */
const folderMode = (mode: number): number => mode | ((mode & 0o444) >> 2);

function isAllowed(file: FileFact, mode: number): boolean {
  const allowed = file.kind === 'directory' ? folderMode(mode) : mode;
  return (file.mode & ~allowed & 0o7777) === 0;
}

/** Whether a file is as the row wants it; undefined where that cannot be told. */
function complies(row: FileRow, file: FileFact): boolean | undefined {
  if (row.mode === undefined && row.owners === undefined) return false;
  if (row.mode !== undefined && !isAllowed(file, row.mode)) return false;
  return row.owners === undefined ? true : isOwned(file, row.owners);
}

function evidenceOf(row: FileRow, path: string, file: FileFact): Evidence {
  const owner = ownerOf(file) ?? `${file.uid}:${file.gid}`;
  const isBare = row.mode === undefined && row.owners === undefined;
  const parts = [
    ...(row.mode === undefined && !isBare ? [] : [octal(file.mode)]),
    ...(row.owners === undefined && !isBare ? [] : [owner]),
  ];
  return { path, value: parts.join(' '), wanted: wantedOf(row) };
}

/** A row of some distributions says nothing of the files of the others. */
const OTHERS = notApplicable(
  'the files here are those of another distribution, of which another control speaks',
);

function judgeNone(row: FileRow, view: SubjectView, others: boolean): Judgement {
  const { none } = row;
  if (others) return OTHERS;
  if (none === 'pass')
    return {
      verdict: 'pass',
      evidence: patternsOf(row).map((path) => ({ path, value: null, wanted: 'absent' })),
    };
  if ('notApplicable' in none) return notApplicable(none.notApplicable);
  const running = readingOf(view, PROCESSES, `process.${none.process}`);
  if (running.kind === 'unknown') return running.judgement;
  if (running.kind === 'absent')
    return notApplicable(`no ${none.process} runs here, and none of its files is at any place that is known`);
  return unreadable(`${none.process} runs here, and its file is at none of the places that are known`);
}

function evaluate(row: FileRow, view: SubjectView): Judgement {
  const { files, missing, others } = collect(view, row);
  const judged = files.map(([path, file]) => ({ path, file, ok: complies(row, file) }));
  const shown = (list: typeof judged): readonly Evidence[] =>
    list.slice(0, MOST_SHOWN).map(({ path, file }) => evidenceOf(row, path, file));
  const wrong = judged.filter(({ ok }) => ok === false);
  if (wrong.length > 0) return { verdict: 'fail', evidence: shown(wrong) };
  const [lost] = missing;
  if (lost !== undefined) return lost;
  const nameless = judged.filter(({ ok }) => ok === undefined);
  if (nameless.length > 0) return unreadable('the names of owners are not known', shown(nameless));
  return judged.length === 0 ? judgeNone(row, view, others) : { verdict: 'pass', evidence: shown(judged) };
}

/** The control that a row of files stands for. */
export const fileControl = (row: FileRow): Control =>
  declareControl({
    id: row.id,
    title: row.title,
    severity: row.severity,
    why: row.why,
    remedy: row.remedy,
    references: row.references,
    subjects: [SOURCE],
    needs: typeof row.none === 'object' && 'process' in row.none ? [SOURCE, PROCESSES] : [SOURCE],
    evaluate: (view) => evaluate(row, view),
  });
