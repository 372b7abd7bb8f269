import type { Control, SubjectView } from '@plimsoll/engine';
import type { Evidence, Judgement } from '@plimsoll/model';
import { declareControl } from '../declare.js';
import { notApplicable, readingOf, unreadable } from '../settings/reading.js';
import { CPU_SOURCE, LISTING, vulnerabilityPath } from './cpu-paths.js';
import { judgeWords } from './vulnerability-control.js';
import { VULNERABILITIES } from './vulnerabilities.table.js';

const KNOWN = new Set(VULNERABILITIES.map((row) => row.file));

function judgeFile(view: SubjectView, file: string): Judgement {
  const path = vulnerabilityPath(file);
  const reading = readingOf(view, CPU_SOURCE, path);
  if (reading.kind === 'text') return judgeWords(path, reading.text);
  return reading.kind === 'unknown' ? reading.judgement : unreadable(`${path} is listed and not there`);
}

/** The worst of them, with the evidence of all that are as bad. */
function evaluate(view: SubjectView): Judgement {
  const listing = readingOf(view, CPU_SOURCE, LISTING);
  if (listing.kind === 'unknown') return listing.judgement;
  if (listing.kind === 'absent') return unreadable(`the kernel does not tell (${listing.detail})`);
  const judgements = listing.text
    .split(' ')
    .filter((file) => file !== '' && !KNOWN.has(file))
    .map((file) => judgeFile(view, file));
  if (judgements.length === 0)
    return notApplicable('the kernel names no vulnerability without a control of its own');
  const failed = judgements.filter((judgement) => judgement.verdict === 'fail');
  if (failed.length > 0) return { verdict: 'fail', evidence: failed.flatMap(evidenceOf) };
  const unknown = judgements.find((judgement) => judgement.verdict === 'unknown');
  return unknown ?? { verdict: 'pass', evidence: judgements.flatMap(evidenceOf) };
}

const evidenceOf = (judgement: Judgement): readonly Evidence[] =>
  judgement.verdict === 'not-applicable' ? [] : (judgement.evidence ?? []);

/** Flaws that became known after this catalogue: the kernel's own words are judged by the same order of parsing. */
export const unlisted: Control = declareControl({
  id: 'cpu/unlisted',
  title: 'No newer vulnerability of the processor is open',
  severity: 'medium',
  why: 'A kernel may know of a flaw for which there is no control yet; its word counts all the same.',
  remedy:
    'Read the page of the vulnerability in the documentation of the kernel; as a rule: `apt-get upgrade` for kernel and microcode, and a reboot.',
  references: ['kernel-docs:admin-guide/hw-vuln'],
  subjects: [CPU_SOURCE],
  needs: [CPU_SOURCE],
  evaluate,
});
