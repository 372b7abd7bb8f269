import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  NO_COUNTS,
  SEVERITY_WEIGHT,
  isControlId,
  postureOf,
  type ControlId,
  type ControlTally,
  type Severity,
  type VerdictCounts,
} from '@plimsoll/model';
import { describe, expect, it } from 'vitest';

// The worked example of docs/posture.md: its table is read here, and the figures below it are computed again.
const page = readFileSync(join(import.meta.dirname, '../../docs/posture.md'), 'utf8');

/** Rows of the first table after a heading, cells trimmed, without head and rule. */
function tableAfter(heading: string): string[][] {
  const lines = page.slice(page.indexOf(`## ${heading}\n`)).split('\n');
  const start = lines.findIndex((line) => line.startsWith('|'));
  const rows: string[][] = [];
  for (const line of lines.slice(start)) {
    if (!line.startsWith('|')) break;
    rows.push(
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim().replaceAll('`', '')),
    );
  }
  return rows.slice(2);
}

function controlId(text: string): ControlId {
  if (!isControlId(text)) throw new RangeError(`${text} is no control id`);
  return text;
}

const isSeverity = (text: string): text is Severity => Object.hasOwn(SEVERITY_WEIGHT, text);

function tallyOf([
  control = '',
  severity = '',
  pass,
  fail,
  unknown,
  collected,
]: readonly string[]): ControlTally {
  if (!isSeverity(severity)) throw new RangeError(`${severity} is no severity`);
  const counts: VerdictCounts = {
    ...NO_COUNTS,
    pass: Number(pass),
    fail: Number(fail),
    unknown: Number(unknown),
  };
  return { control: controlId(control), severity, counts, complete: collected === 'yes' };
}

const tallies = new Map(
  tableAfter('A worked example')
    .map(tallyOf)
    .map((tally) => [tally.control, tally]),
);
const requirements = tableAfter('Its requirements');
const posture = postureOf(
  {
    requirements: requirements.map(([id = '', controls = '']) => ({
      id,
      assessment: controls === '' ? 'manual' : 'automated',
      controls:
        controls === ''
          ? []
          : controls.split(', ').map((text) => {
              const [control = '', mapping] = text.split(' ');
              return { control: controlId(control), mapping: mapping === '(partial)' ? 'partial' : 'direct' };
            }),
    })),
  },
  tallies,
);

describe('the worked example of docs/posture.md', () => {
  it('has the weights of the code', () => {
    expect(
      Object.fromEntries(tableAfter('Weights').map(([severity, weight]) => [severity, Number(weight)])),
    ).toEqual(SEVERITY_WEIGHT);
  });

  it('has the states that the code gives its requirements', () => {
    expect(posture.requirements.map(({ verdict }) => verdict)).toEqual(
      requirements.map(([, , state]) => state),
    );
  });

  it('has the figures that the code computes', () => {
    const shown = Object.fromEntries(tableAfter('Its figures').map(([name = '', , value]) => [name, value]));
    expect(shown).toEqual({
      compliance: posture.compliance?.toFixed(3),
      score: posture.score?.toFixed(1),
      coverage: posture.coverage?.toFixed(3),
    });
  });
});
