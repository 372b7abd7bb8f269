import type { Control } from '@plimsoll/engine';
import { requirementsOfControl } from '@plimsoll/frameworks';
import { NO_COUNTS } from '@plimsoll/model';
import type { ControlId, Evidence, Judgement, VerdictCounts } from '@plimsoll/model';
import type { Output } from './scan-options.js';
import { MOST_ROWS } from './shard-report.js';
import type { FileReport, Location, Row, ShownSubject } from './shard-report.js';

const COUNT = { pass: 'pass', fail: 'fail', unknown: 'unknown', 'not-applicable': 'notApplicable' } as const;
/** Texts that are kept in their JSON form. */
const MOST_QUOTED = 1_000;
type Counts = { -readonly [Name in keyof VerdictCounts]: number };

/** A subject and how to find the places of its fields. */
export interface Judged {
  readonly subject: ShownSubject;
  /** The place of a field, '' for the object; null for what came from no file. */
  readonly locate: (path: string) => Location | null;
  readonly judgements: readonly { readonly control: Control; readonly judgement: Judgement }[];
}

/** One subject's part of its file's report. */
export interface Written {
  /** Elements of the contract's `subjects` and `results`; '' and [] in the table's format. */
  readonly subject: string;
  readonly results: readonly string[];
  readonly rows: readonly Row[];
}

/** What the subjects of one file came to, in their order. */
export const fileReport = (index: number, written: readonly Written[]): FileReport => ({
  index,
  objects: written.length,
  subjects: written.map(({ subject }) => subject).join(',\n'),
  results: written.flatMap(({ results }) => results).join(',\n'),
  rows: written.flatMap(({ rows }) => rows),
});

/**
 * Turns judgements into what reports need of them, where they are judged: text of the JSON contract, or the table's
 * rows. So a worker thread hands over no objects.
 */
export class JudgementWriter {
  readonly counts = new Map<ControlId, Counts>();
  readonly unknowns = new Map<string, number>();
  private readonly shown = new Map<string, number>();
  private readonly quotedTexts = new Map<string, string>();
  private readonly parts = new Map<ControlId, { readonly head: string; readonly tail: string }>();

  constructor(private readonly output: Output) {}

  /** What is written from here on comes from the first file again; what was counted stays. */
  startOver(): void {
    this.shown.clear();
  }

  write(judged: Judged): Written {
    const own: Counts = { ...NO_COUNTS };
    const results: string[] = [];
    const rows: Row[] = [];
    const text = this.output.format === 'json' ? JSON.stringify(judged.subject) : '';
    for (const { control, judgement } of judged.judgements) {
      this.count(control, judgement, own);
      if (!this.output.everything && judgement.verdict !== 'fail' && judgement.verdict !== 'unknown')
        continue;
      if (this.output.format === 'json') results.push(this.result(control, judgement, judged, text));
      else this.row(control, judgement, judged, rows);
    }
    return {
      subject: this.output.format === 'json' ? this.subjectLine(text, judged, own) : '',
      results,
      rows,
    };
  }

  private subjectLine(text: string, { locate }: Judged, counts: VerdictCounts): string {
    const { pass, fail, unknown, notApplicable } = counts;
    return `${text.slice(0, -1)},"location":${this.locationText(locate(''))},"pass":${pass},"fail":${fail},"unknown":${unknown},"notApplicable":${notApplicable}}`;
  }

  private count({ id }: Control, judgement: Judgement, own: Counts): void {
    let counts = this.counts.get(id);
    if (counts === undefined) this.counts.set(id, (counts = { ...NO_COUNTS }));
    counts[COUNT[judgement.verdict]] += 1;
    own[COUNT[judgement.verdict]] += 1;
    if (judgement.verdict === 'unknown')
      this.unknowns.set(judgement.reason, (this.unknowns.get(judgement.reason) ?? 0) + 1);
  }

  private result(control: Control, judgement: Judgement, { locate }: Judged, subject: string): string {
    const { head, tail } = this.partsOf(control);
    const evidence = evidenceOf(judgement);
    const location = this.locationText(locate(evidence[0]?.path ?? ''));
    const reason = this.quoted('reason' in judgement ? judgement.reason : '');
    return `${head}"verdict":"${judgement.verdict}","reason":${reason},"subject":${subject},"location":${location},"evidence":[${evidence.map((one) => this.evidenceText(one)).join(',')}],${tail}`;
  }

  private evidenceText({ path, value, wanted }: Evidence): string {
    return `{"path":${JSON.stringify(path)},"value":${JSON.stringify(value)},"wanted":${this.quoted(wanted)}}`;
  }

  private locationText(location: Location | null): string {
    if (location === null) return 'null';
    const { file, line, document } = location;
    return `{"file":${this.quoted(file)},"line":${line},"document":${document}}`;
  }

  /** For texts that come again and again: file names, reasons, what is wanted. */
  private quoted(text: string): string {
    let quoted = this.quotedTexts.get(text);
    if (quoted === undefined) {
      if (this.quotedTexts.size >= MOST_QUOTED) this.quotedTexts.clear();
      this.quotedTexts.set(text, (quoted = JSON.stringify(text)));
    }
    return quoted;
  }

  /** What is the same in every result of a control; its requirements are those that the version has. */
  private partsOf(control: Control): { readonly head: string; readonly tail: string } {
    const known = this.parts.get(control.id);
    if (known) return known;
    const mapped = requirementsOfControl(control.id, this.output.kubernetesVersion);
    const requirements = mapped.map(({ framework, id }) => ({ framework, id }));
    const parts = {
      head: `{"control":${JSON.stringify(control.id)},"severity":"${control.severity}",`,
      tail: `"references":${JSON.stringify(control.references)},"requirements":${JSON.stringify(requirements)}}`,
    };
    this.parts.set(control.id, parts);
    return parts;
  }

  private row(control: Control, judgement: Judgement, { subject, locate }: Judged, rows: Row[]): void {
    // The first of each verdict in the order of the files, so that what the table shows does not depend on the threads.
    const key = `${judgement.verdict} ${control.id}`;
    const shown = this.shown.get(key) ?? 0;
    if (shown >= MOST_ROWS) return;
    this.shown.set(key, shown + 1);
    const evidence = evidenceOf(judgement);
    rows.push({
      control: control.id,
      severity: control.severity,
      verdict: judgement.verdict,
      reason: 'reason' in judgement ? judgement.reason : '',
      detail: judgement.verdict === 'unknown' ? judgement.detail : '',
      subject,
      location: locate(evidence[0]?.path ?? ''),
      evidence,
    });
  }
}

/** In the contract's order of fields, whatever the control wrote. */
function evidenceOf(judgement: Judgement): readonly Evidence[] {
  const evidence = 'evidence' in judgement ? judgement.evidence : undefined;
  return evidence?.map(({ path, value, wanted }) => ({ path, value, wanted })) ?? [];
}
