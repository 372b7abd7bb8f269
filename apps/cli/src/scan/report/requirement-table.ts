import type { Paint } from '../../terminal/paint.js';
import type { AskedRequirement } from '../scan.js';

const ORDER = ['fail', 'unknown', 'manual', 'pass', 'not-applicable'] as const;
const MARK = {
  fail: 'FAIL',
  unknown: 'UNKNOWN',
  manual: 'MANUAL',
  pass: 'PASS',
  'not-applicable': 'N/A',
} as const;

/** Of every framework that was asked for its items, worst first. */
export function* requirementTable(
  requirements: readonly AskedRequirement[],
  ink: Paint,
  width: number,
): Generator<string> {
  const color = {
    fail: ink.bad,
    unknown: ink.warning,
    manual: ink.warning,
    pass: ink.good,
    'not-applicable': ink.faint,
  };
  for (const framework of new Set(requirements.map((requirement) => requirement.framework))) {
    const own = requirements.filter((requirement) => requirement.framework === framework);
    const counts = ORDER.map(
      (verdict) => `${own.filter((item) => item.verdict === verdict).length} ${verdict.replace('-', ' ')}`,
    );
    yield `${ink.strong(framework)}  ${counts.join(', ')}\n`;
    const idWidth = Math.max(...own.map(({ id }) => id.length));
    for (const { id, verdict, title, reason } of own.toSorted(
      (a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict),
    )) {
      const text = `${id.padEnd(idWidth)}  ${title}${reason === '' ? '' : ` (${reason})`}`;
      yield `  ${color[verdict](MARK[verdict].padEnd(8))} ${text.length > width - 11 ? `${text.slice(0, width - 12)}…` : text}\n`;
    }
    yield '\n';
  }
}
