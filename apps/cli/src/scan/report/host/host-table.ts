import { SEVERITIES } from '@plimsoll/model';
import type { Control } from '@plimsoll/engine';
import type { Evidence } from '@plimsoll/model';
import type { Paint } from '../../../terminal/paint.js';
import type { FileReport, Row } from '../../shard-report.js';
import { evidenceText, printable, shortText, valueText } from '../evidence-text.js';
import { wrapped } from '../wrap.js';
import { durable, type Durable } from './durable.js';
import type { HostPart } from './host-part.js';
import { LAYERS, layerOf, type LayerName } from './layers.js';
import { layerTotals } from './layer-totals.js';
import { unknownGroups, type UnknownGroup } from './unknown-groups.js';

/** Up to so many fails everything is shown; beyond, those of the lowest severity are a count. */
const FEW = 30;
const MOST_EVIDENCE = 3;
const MOST_NAMED = 8;
/** Of more causes that one cure mends, the controls are not named. */
const FEW_CAUSES = 4;
const INDENT = '          ';
const DETAILS = '              ';
const LOWEST = SEVERITIES.at(-1);

export interface HostReport {
  readonly file: FileReport;
  readonly part: HostPart;
  readonly controls: ReadonlyMap<string, Control>;
  /** Passes, what does not apply, every unknown and every severity. */
  readonly everything: boolean;
}

interface Shown {
  readonly row: Row;
  readonly control: Control;
  readonly fix: Durable;
}

/** What one host came to: fails by layer, worst first, each with how to mend it there; then what is not known, and totals. */
export function* hostTable(report: HostReport, ink: Paint, width: number): Generator<string> {
  const { file, part } = report;
  const [first] = file.rows;
  const about = [part.os.name, part.os.kernel].filter((text) => text !== '').join(', ');
  if (first !== undefined)
    yield `${ink.strong(printable(`Node ${first.subject.name}`))}${about === '' ? '' : `  ${printable(about)}`}\n\n`;
  const shown = file.rows.flatMap((row): readonly Shown[] => {
    const control = report.controls.get(row.control);
    return control === undefined ? [] : [{ row, control, fix: durable(control.remedy, part.os) }];
  });
  const fails = shown.filter(({ row }) => row.verdict === 'fail');
  const folds = !report.everything && fails.length > FEW;
  for (const layer of LAYERS) yield* layerSection(layer, fails.filter(inLayer(layer)), folds, ink, width);
  yield* unknownSection(file.rows, report.everything, ink, width);
  if (report.everything)
    for (const layer of LAYERS) yield* othersSection(layer, shown.filter(inLayer(layer)), ink, width);
  yield* layerTotals(part.layers, ink);
}

const inLayer =
  (layer: LayerName) =>
  ({ control }: Shown): boolean =>
    layerOf(control.id, control.subjects) === layer;

const worstFirst = (a: Shown, b: Shown): number =>
  SEVERITIES.indexOf(a.control.severity) - SEVERITIES.indexOf(b.control.severity) ||
  (a.control.id < b.control.id ? -1 : 1);

function* layerSection(
  layer: LayerName,
  fails: readonly Shown[],
  folds: boolean,
  ink: Paint,
  width: number,
): Generator<string> {
  if (fails.length === 0) return;
  const listed = fails.filter(({ control }) => !folds || control.severity !== LOWEST).toSorted(worstFirst);
  yield `${ink.strong(layer.toUpperCase())}  ${ink.bad(`${fails.length} fail`)}\n`;
  const [built] = listed.filter(({ fix }) => fix.build !== undefined);
  if (built !== undefined)
    yield `  ${ink.faint('set')}     ${wrapped(`${sharedHow(built)} Needs a reboot.`, width, INDENT)}\n`;
  for (const one of listed)
    yield* one.fix.build === undefined ? failure(one, ink, width) : option(one, ink, width);
  const folded = fails.length - listed.length;
  if (folded > 0) yield ink.faint(`  and ${folded} of ${LOWEST} severity; --verdicts all shows them\n`);
  yield '\n';
}

/** The first sentence of how, which is the same for every option; notes of single ones follow it. */
const sharedHow = ({ fix }: Shown): string => `${fix.how.split(/(?<=\.) (?=[A-Z])/)[0] ?? ''}`;

function* heading({ row, control }: Shown, ink: Paint): Generator<string> {
  yield `  ${severity(row, ink)} ${ink.strong(control.id)}  ${control.title}\n`;
}

const severity = ({ severity: name }: Row, ink: Paint): string =>
  (name === LOWEST ? ink.warning : ink.bad)(name.toUpperCase().padEnd(7));

function present({ path, value }: Evidence): string {
  if (value === null) return `${printable(path)} is not set`;
  return `${printable(path)} = ${typeof value === 'string' && value !== '' ? shortText(value) : valueText(value)}`;
}

/** Origins stand beside what was found, and want nothing. */
const isOrigin = ({ wanted }: Evidence): boolean => wanted.startsWith('where ');

function* failure(one: Shown, ink: Paint, width: number): Generator<string> {
  const { row, control, fix } = one;
  yield* heading(one, ink);
  const line = (label: string, text: string): string =>
    `      ${ink.faint(label.padEnd(7))} ${wrapped(text, width, DETAILS)}\n`;
  for (const found of row.evidence.slice(0, MOST_EVIDENCE)) yield line('now', present(found));
  const rest = row.evidence.length - MOST_EVIDENCE;
  if (rest > 0) yield line('', `and ${rest} more; --format json has them all`);
  const wanted = row.evidence.find((found) => !isOrigin(found));
  if (wanted !== undefined) yield line('wanted', printable(wanted.wanted));
  yield line('why', control.why);
  yield line('set', `${fix.how} ${fix.needsReboot ? ink.warning('Needs a reboot.') : 'No reboot.'}`);
}

/** Options of the kernel's build are many and are set in one and the same way. */
function* option({ row, control, fix }: Shown, ink: Paint, width: number): Generator<string> {
  const [found] = row.evidence;
  const what = found === undefined ? control.title : evidenceText(found);
  yield `  ${severity(row, ink)} ${ink.strong(control.id)}  ${what}\n`;
  yield `${INDENT}${wrapped(`${control.why} Build: \`${fix.build ?? ''}\``, width, INDENT)}\n`;
}

function* unknownSection(
  rows: readonly Row[],
  everything: boolean,
  ink: Paint,
  width: number,
): Generator<string> {
  const unknown = rows.filter(({ verdict }) => verdict === 'unknown');
  if (unknown.length === 0) return;
  yield `${ink.strong('NOT KNOWN')}  ${ink.warning(`${unknown.length} unknown`)}, which is not passed\n`;
  for (const [cure, groups] of byCure(unknownGroups(unknown))) {
    for (const { cause, rows: group } of groups) {
      yield `  ${ink.warning(String(group.length).padStart(5))}   ${wrapped(printable(cause), width, INDENT)}\n`;
      if (!everything && groups.length > FEW_CAUSES) continue;
      const named = everything ? group : group.slice(0, MOST_NAMED);
      const more = group.length - named.length;
      const names = named.map(({ control }) => control).join(', ');
      yield `${INDENT}${ink.faint(wrapped(more > 0 ? `${names} and ${more} more` : names, width, INDENT))}\n`;
    }
    yield `${INDENT}${wrapped(`known with: ${cure}`, width, INDENT)}\n`;
  }
  yield '\n';
}

/** One cure may mend what has many causes; it is said once. */
function byCure(groups: readonly UnknownGroup[]): ReadonlyMap<string, readonly UnknownGroup[]> {
  const cures = new Map<string, readonly UnknownGroup[]>();
  for (const group of groups) cures.set(group.cure, [...(cures.get(group.cure) ?? []), group]);
  return cures;
}

/** What is right, and what does not apply, one line each. */
function* othersSection(
  layer: LayerName,
  all: readonly Shown[],
  ink: Paint,
  width: number,
): Generator<string> {
  const rows = all.filter(({ row }) => row.verdict === 'pass' || row.verdict === 'not-applicable');
  if (rows.length === 0) return;
  yield `${ink.strong(layer.toUpperCase())}\n`;
  for (const { row, control } of rows) {
    const [found] = row.evidence;
    const text = row.verdict === 'pass' ? (found === undefined ? '' : evidenceText(found)) : row.reason;
    const mark = row.verdict === 'pass' ? ink.good('PASS   ') : ink.faint('N/A    ');
    yield `  ${mark} ${control.id}  ${wrapped(printable(text), width, INDENT)}\n`;
  }
  yield '\n';
}
