import assert from 'node:assert/strict';

interface Shape {
  readonly [key: string]: Shape | 'text' | 'number' | 'any' | 'location' | readonly [Shape | 'text'];
}

const SUBJECT: Shape = { apiVersion: 'text', kind: 'text', namespace: 'text', name: 'text' };
const LOCATION: Shape = { file: 'text', line: 'number', document: 'number' };

/** The JSON contract of DESIGN section 10, written out by hand: every field, and no other. */
const REPORT: Shape = {
  schemaVersion: 'number',
  catalog: { version: 'text' },
  summary: {
    pass: 'number',
    fail: 'number',
    unknown: 'number',
    notApplicable: 'number',
    manual: 'number',
    waived: 'number',
  },
  subjects: [
    {
      ...SUBJECT,
      location: 'location',
      pass: 'number',
      fail: 'number',
      unknown: 'number',
      notApplicable: 'number',
    },
  ],
  results: [
    {
      control: 'text',
      severity: 'text',
      verdict: 'text',
      reason: 'text',
      subject: SUBJECT,
      location: 'location',
      evidence: [{ path: 'text', value: 'any', wanted: 'text' }],
      references: ['text'],
      requirements: [{ framework: 'text', id: 'text' }],
    },
  ],
  requirements: [{ framework: 'text', id: 'text', verdict: 'text', assessment: 'text', controls: ['text'] }],
  errors: [{ file: 'text', line: 'number', message: 'text' }],
};

export interface ScanReport {
  readonly schemaVersion: 1;
  readonly catalog: { readonly version: string };
  readonly summary: Readonly<
    Record<'pass' | 'fail' | 'unknown' | 'notApplicable' | 'manual' | 'waived', number>
  >;
  readonly subjects: readonly (Named & {
    readonly location: Place | null;
    readonly pass: number;
    readonly fail: number;
    readonly unknown: number;
    readonly notApplicable: number;
  })[];
  readonly results: readonly {
    readonly control: string;
    readonly severity: string;
    readonly verdict: string;
    readonly reason: string;
    readonly subject: Named;
    readonly location: Place | null;
    readonly evidence: readonly { readonly path: string; readonly value: unknown; readonly wanted: string }[];
    readonly references: readonly string[];
    readonly requirements: readonly { readonly framework: string; readonly id: string }[];
  }[];
  readonly requirements: readonly {
    readonly framework: string;
    readonly id: string;
    readonly verdict: string;
    readonly assessment: string;
    readonly controls: readonly string[];
  }[];
  readonly errors: readonly { readonly file: string; readonly line: number; readonly message: string }[];
}
interface Named {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}
interface Place {
  readonly file: string;
  readonly line: number;
  readonly document: number;
}

/** Parses a report and holds it against the contract, figures included. */
export function readReport(text: string): ScanReport {
  const value: unknown = JSON.parse(text);
  check(value, REPORT, 'report');
  const report = value as ScanReport;
  assert.equal(report.schemaVersion, 1);
  const shown = (wanted: string): number => report.results.filter(({ verdict }) => verdict === wanted).length;
  for (const verdict of ['pass', 'fail', 'unknown', 'notApplicable'] as const)
    assert.equal(
      report.subjects.reduce((sum, subject) => sum + subject[verdict], 0),
      report.summary[verdict],
      verdict,
    );
  assert.equal(shown('fail'), report.summary.fail);
  assert.equal(shown('unknown'), report.summary.unknown);
  assert.equal(
    report.requirements.filter(({ verdict }) => verdict === 'manual').length,
    report.summary.manual,
  );
  for (const { verdict, severity, evidence, reason } of report.results) {
    assert.match(verdict, /^(pass|fail|unknown|not-applicable|waived)$/);
    assert.match(severity, /^(critical|high|medium|low)$/);
    if (verdict === 'fail') assert.ok(evidence.length > 0, 'a fail has evidence');
    if (verdict === 'unknown')
      assert.match(reason, /^(not-collected|unreadable|incomplete|ambiguous|rejected|error)$/);
  }
  return report;
}

function check(value: unknown, shape: Shape[string] | Shape, path: string): void {
  if (shape === 'any') return;
  if (shape === 'text') assert.equal(typeof value, 'string', path);
  else if (shape === 'number') assert.ok(Number.isSafeInteger(value), path);
  else if (shape === 'location') {
    if (value !== null) check(value, LOCATION, path);
  } else if (Array.isArray(shape)) {
    assert.ok(Array.isArray(value), path);
    value.forEach((item: unknown, index) => check(item, shape[0] as Shape, `${path}[${index}]`));
  } else checkFields(value, shape as Shape, path);
}

function checkFields(value: unknown, shape: Shape, path: string): void {
  assert.ok(typeof value === 'object' && value !== null, path);
  assert.deepEqual(Object.keys(value), Object.keys(shape), path);
  for (const [key, item] of Object.entries(value)) check(item, shape[key] ?? 'any', `${path}.${key}`);
}
