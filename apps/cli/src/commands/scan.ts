import type { Command } from '../command.js';
import { cliErrors } from '../errors.js';
import { exitCodeOf } from '../scan/exit-code.js';
import { parseScanOptions } from '../scan/parse-scan-options.js';
import { jsonReport } from '../scan/report/json.js';
import { tableReport } from '../scan/report/table.js';
import { SCAN_HELP } from '../scan/scan-help.js';
import { scan as runScan } from '../scan/scan.js';
import type { ScanOutcome } from '../scan/scan.js';
import { paint } from '../terminal/paint.js';
import type { Terminal } from '../terminal/terminal.js';

const MOST_KINDS = 20;

export const scan: Command = {
  help: SCAN_HELP,
  run: async (args, terminal) => {
    const options = parseScanOptions(args);
    if (options.paths.length === 0 && options.host === undefined && options.facts.length === 0)
      throw cliErrors.error(
        'NOTHING_READ',
        'there is nothing to scan: no path, no --host and no --facts was given',
      );
    const outcome = await runScan(options, terminal.stdin);
    await print(outcome, terminal);
    notes(outcome, terminal);
    return exitCodeOf(outcome);
  },
};

async function print(outcome: ScanOutcome, terminal: Terminal): Promise<void> {
  if (outcome.options.format === 'json') {
    for (const piece of jsonReport(outcome)) await terminal.write(piece);
    return;
  }
  // No figures over nothing: they would look like a result.
  if (outcome.objects === 0) return;
  const pieces = [...tableReport(outcome, paint(terminal.color), terminal.columns)];
  await terminal.write(pieces.join(''));
}

/** Where it was looked, and for what. */
function nothingIn({ paths, facts }: ScanOutcome['options']): string {
  const manifests = paths.length === 0 ? [] : [`no Kubernetes object in ${paths.join(' ')}`];
  const captures = facts.length === 0 ? [] : [`no capture in ${facts.join(' ')}`];
  return `: ${[...manifests, ...captures].join(', ')}`;
}

function notes({ problems, objects, summary, options, unread, seen }: ScanOutcome, terminal: Terminal): void {
  for (const line of seen) terminal.note(`plimsoll: ${line}`);
  for (const { file, line, message } of problems)
    terminal.note(`${file}${line === 0 ? '' : `:${line}`}: ${message}`);
  for (const [kind, count] of [...unread].slice(0, MOST_KINDS))
    terminal.note(
      `plimsoll: ${count} of kind ${kind}: listed, not judged; no control reads this kind (check its spelling)`,
    );
  if (unread.size > MOST_KINDS)
    terminal.note(`plimsoll: and ${unread.size - MOST_KINDS} more kinds that no control reads`);
  if (objects === 0) {
    const { hint } = cliErrors.rows.NOTHING_READ;
    terminal.note(
      `plimsoll: nothing was read${problems.length === 0 ? nothingIn(options) : ''} (NOTHING_READ)\n  ${hint}`,
    );
  } else if (summary.pass + summary.fail + summary.unknown === 0) {
    terminal.note(
      `plimsoll: ${objects} object${objects === 1 ? ' was' : 's were'} read, but no control applies to any; this is not a pass`,
    );
  }
}
