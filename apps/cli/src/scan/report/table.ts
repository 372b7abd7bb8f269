import { SEVERITIES } from '@plimsoll/model';
import type { Control } from '@plimsoll/engine';
import type { VerdictCounts } from '@plimsoll/model';
import type { Paint } from '../../terminal/paint.js';
import type { ScanOutcome } from '../scan.js';
import { MOST_ROWS } from '../shard-report.js';
import type { FileReport, Row, ShownSubject } from '../shard-report.js';
import { evidenceText, printable } from './evidence-text.js';
import type { HostPart } from './host/host-part.js';
import { hostTable } from './host/host-table.js';
import { requirementTable } from './requirement-table.js';

const VERDICTS = ['fail', 'unknown', 'pass', 'not-applicable'] as const;
const NARROW = 60;

/** The report for a person: worst first, each with what was found, what is wanted, and where. */
export function* tableReport(outcome: ScanOutcome, ink: Paint, columns = 100): Generator<string> {
  const width = Math.max(NARROW, columns);
  const rows = new Map<string, Row[]>();
  const [hosts, others] = parted(outcome.files);
  for (const row of others.flatMap((file) => file.rows))
    rows.set(row.control, [...(rows.get(row.control) ?? []), row]);
  for (const control of worstFirst(outcome, rows))
    yield* controlSection(control, rows.get(control.id) ?? [], outcome, ink, width);
  const controls = new Map(outcome.options.controls.map((control) => [`${control.id}`, control]));
  const { everything } = outcome.options;
  for (const { file, part } of hosts) yield* hostTable({ file, part, controls, everything }, ink, width);
  yield* requirementTable(outcome.requirements, ink, width);
  yield* summaryLines(outcome, ink);
}

interface HostFile {
  readonly file: FileReport;
  readonly part: HostPart;
}

/** Hosts and their captures, which have a table of their own, and the others. */
const parted = (files: readonly FileReport[]): readonly [readonly HostFile[], readonly FileReport[]] => [
  files.flatMap((file) => (file.host === undefined ? [] : [{ file, part: file.host }])),
  files.filter(({ host }) => host === undefined),
];

function worstFirst(
  { options, tallies }: ScanOutcome,
  rows: ReadonlyMap<string, readonly Row[]>,
): readonly Control[] {
  const fails = (control: Control): number => tallies.get(control.id)?.counts.fail ?? 0;
  return options.controls
    .filter(({ id }) => rows.has(id))
    .toSorted(
      (a, b) =>
        Math.sign(fails(b)) - Math.sign(fails(a)) ||
        SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
        fails(b) - fails(a) ||
        (a.id < b.id ? -1 : 1),
    );
}

function* controlSection(
  control: Control,
  all: readonly Row[],
  { tallies, options }: ScanOutcome,
  ink: Paint,
  width: number,
): Generator<string> {
  const counts = tallies.get(control.id)?.counts;
  const color = counts !== undefined && counts.fail > 0 ? ink.bad : ink.warning;
  yield `${color(control.severity.toUpperCase().padEnd(8))} ${ink.strong(control.id)}  ${control.title}\n`;
  const rows = all
    .toSorted((a, b) => VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict))
    .slice(0, MOST_ROWS);
  for (const row of rows) yield* rowLines(row, ink, width);
  const rest = (counts === undefined ? 0 : shownOf(counts, options.everything)) - rows.length;
  if (rest > 0) yield ink.faint(`  and ${rest} more; --format json has them all\n`);
  if (counts !== undefined && counts.fail > 0) yield `  ${ink.faint('remedy:')} ${control.remedy}\n`;
  yield '\n';
}

const shownOf = ({ pass, fail, unknown, notApplicable }: VerdictCounts, everything: boolean): number =>
  fail + unknown + (everything ? pass + notApplicable : 0);

const MARK = { fail: 'FAIL', unknown: 'UNKNOWN', pass: 'PASS', 'not-applicable': 'N/A' } as const;

function* rowLines(row: Row, ink: Paint, width: number): Generator<string> {
  const color = { fail: ink.bad, unknown: ink.warning, pass: ink.good, 'not-applicable': ink.faint }[
    row.verdict
  ];
  const left = `  ${MARK[row.verdict].padEnd(8)} ${named(row.subject)}`;
  const place = row.location === null ? '' : `${row.location.file}:${row.location.line}`;
  const gap = ' '.repeat(Math.max(2, width - left.length - place.length));
  yield `${color(left.slice(0, 10))}${left.slice(10)}${place === '' ? '' : gap}${ink.faint(place)}\n`;
  if (row.reason !== '')
    yield `             ${row.detail === '' ? row.reason : `${row.reason}: ${row.detail}`}\n`;
  for (const evidence of row.evidence) yield `             ${evidenceText(evidence)}\n`;
}

const named = ({ kind, namespace, name }: ShownSubject): string =>
  printable(`${kind} ${namespace === '' ? '' : `${namespace}/`}${name === '' ? '(no name)' : name}`);

function* summaryLines(
  { summary, unknowns, objects, files, options }: ScanOutcome,
  ink: Paint,
): Generator<string> {
  const of = options.host === undefined ? '' : ', the host among them';
  yield `${ink.strong('Summary')}  ${objects} object${objects === 1 ? '' : 's'}${of} in ${files.length} file${files.length === 1 ? '' : 's'}, ${options.controls.length} controls, Kubernetes ${options.kubernetesVersion}\n`;
  const { pass, fail, unknown, notApplicable } = summary;
  yield `  ${ink.bad(`${fail} fail`)}   ${ink.warning(`${unknown} unknown`)}   ${ink.good(`${pass} pass`)}   ${ink.faint(`${notApplicable} not applicable`)}\n`;
  if (unknown === 0) return;
  const reasons = [...unknowns].sort(([, a], [, b]) => b - a).map(([reason, count]) => `${count} ${reason}`);
  yield `  Unknown is not passed: ${reasons.join(', ')}.\n`;
  if (!options.complete && unknowns.has('incomplete'))
    yield `  What is not in the files is unknown; with --complete they count as the whole cluster.\n`;
}
