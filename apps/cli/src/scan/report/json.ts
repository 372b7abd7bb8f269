import { CATALOG_VERSION } from '@plimsoll/controls';
import type { ScanOutcome } from '../scan.js';

/** Version of the contract; a field that is added does not change it, one that changes its meaning does. */
const SCHEMA_VERSION = 1;
const CHUNK = 1 << 20;

/** The contract of DESIGN section 10, in pieces; each element of a list is a line of its own. */
export function* jsonReport(outcome: ScanOutcome): Generator<string> {
  const { pass, fail, unknown, notApplicable, waived } = outcome.summary;
  const manual = outcome.requirements.filter(({ verdict }) => verdict === 'manual').length;
  const summary = { pass, fail, unknown, notApplicable, manual, waived };
  yield `{"schemaVersion":${SCHEMA_VERSION},"catalog":${JSON.stringify({ version: CATALOG_VERSION })},"summary":${JSON.stringify(summary)},\n"subjects":[`;
  yield* lines(outcome.files.map((file) => file.subjects));
  yield `],\n"results":[`;
  yield* lines(outcome.files.map((file) => file.results));
  yield `],\n"requirements":[`;
  yield* lines(
    outcome.requirements.map(({ framework, id, verdict, assessment, mapped }) =>
      JSON.stringify({ framework, id, verdict, assessment, controls: mapped }),
    ),
  );
  yield `],\n"errors":[`;
  yield* lines(outcome.problems.map(({ file, line, message }) => JSON.stringify({ file, line, message })));
  yield ']}\n';
}

/** Joined by commas, in pieces of about a mebibyte. */
function* lines(parts: readonly string[]): Generator<string> {
  let pending = '';
  let first = true;
  for (const part of parts) {
    if (part === '') continue;
    pending += first ? `\n${part}` : `,\n${part}`;
    first = false;
    if (pending.length < CHUNK) continue;
    yield pending;
    pending = '';
  }
  if (!first) yield `${pending}\n`;
}
