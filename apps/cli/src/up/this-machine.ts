import { SEVERITIES } from '@plimsoll/model';
import { parseScanOptions } from '../scan/parse-scan-options.js';
import { jsonReport } from '../scan/report/json.js';
import { scan } from '../scan/scan.js';
import type { Paint } from '../terminal/paint.js';
import type { Terminal } from '../terminal/terminal.js';

/** The parts of the contract of `scan` that the glance shows. */
interface ScanReport {
  readonly summary: {
    readonly pass: number;
    readonly fail: number;
    readonly unknown: number;
    readonly notApplicable: number;
  };
  readonly results: readonly {
    readonly control: string;
    readonly severity: string;
    readonly verdict: string;
    readonly evidence: readonly { readonly path: string; readonly value: unknown; readonly wanted: string }[];
  }[];
}

const SHOWN = 10;

/** Judges this machine without any server; the report is the contract of `scan`, passes and their evidence included. */
export async function scanThisMachine(terminal: Terminal): Promise<ScanReport> {
  const outcome = await scan(
    parseScanOptions(['--host', '/', '--format', 'json', '--verdicts', 'all']),
    terminal.stdin,
  );
  return JSON.parse([...jsonReport(outcome)].join('')) as ScanReport;
}

/** The first look: what fails on this machine, worst first. */
export function glance({ summary, results }: ScanReport, paint: Paint): string {
  const rank = (severity: string): number => SEVERITIES.findIndex((one) => one === severity);
  const failing = results
    .filter(({ verdict }) => verdict === 'fail')
    .sort((a, b) => rank(a.severity) - rank(b.severity));
  const lines = failing.slice(0, SHOWN).map(({ severity, control, evidence: [first] }) => {
    const seen = first
      ? `${first.path} is ${first.value === null ? 'not set' : JSON.stringify(first.value)}, wanted ${first.wanted}`
      : '';
    return `  ${paint.bad(severity.padEnd(8))} ${control.padEnd(34)} ${seen}`;
  });
  const more =
    failing.length > SHOWN
      ? [paint.faint(`  and ${failing.length - SHOWN} more: plimsoll scan --host /`)]
      : [];
  const { pass, fail, unknown, notApplicable } = summary;
  return [
    paint.strong(
      `This machine: ${fail} fail, ${unknown} unknown, ${pass} pass, ${notApplicable} not applicable`,
    ),
    ...lines,
    ...more,
    '',
  ].join('\n');
}
