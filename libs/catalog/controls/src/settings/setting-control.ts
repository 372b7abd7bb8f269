import type { Control, SubjectView } from '@plimsoll/engine';
import type { Judgement, Severity, SourceId } from '@plimsoll/model';
import { declareControl } from '../declare.js';
import { passOrFail } from '../judgement.js';
import { isBefore, kernelVersion, versionText, type KernelVersion } from './kernel-version.js';
import { exceptOnKubernetesNodes, unlessKubernetesNode } from './kubernetes-node.js';
import { notApplicable, readingOf, unreadable } from './reading.js';
import type { Rule } from './rule.js';

/** What it means that nothing is at a key's path. */
export interface Absence {
  /** The first upstream release that has the key; on older ones it cannot be there. */
  readonly since: KernelVersion;
  /** `fail`: absence is the bad state. A text: kernels may be built without it, and then this is why the rule does not apply. */
  readonly otherwise?: 'fail' | { readonly notApplicable: string };
}

/** A row of a table: one setting of one source against one rule. */
export interface SettingRow {
  readonly id: string;
  readonly source: SourceId;
  readonly key: string;
  readonly title: string;
  readonly severity: Severity;
  readonly why: string;
  readonly remedy: string;
  readonly references: readonly string[];
  readonly aliases?: readonly string[];
  readonly rule: Rule;
  readonly absence: Absence;
  /** Rules that only a Kubernetes node has to keep. */
  readonly onlyKubernetes?: boolean;
  /** Why a Kubernetes node does not have to keep the rule: it needs the opposite. */
  readonly exceptKubernetes?: string;
  /** A source that {@link refine} looks at too, where it was collected. */
  readonly also?: SourceId;
  /** Looks again at a text that the rule has judged, where other settings matter; undefined leaves it at that. */
  readonly refine?: (text: string, view: SubjectView) => Judgement | undefined;
}

/** The release that the same source gave, so that a row depends on one source alone. */
const RELEASE = 'kernel.osrelease';

function judgeAbsence(row: SettingRow, view: SubjectView, detail: string): Judgement {
  const { since, otherwise } = row.absence;
  if (typeof otherwise === 'object') return notApplicable(otherwise.notApplicable);
  const release = readingOf(view, row.source, RELEASE);
  if (release.kind === 'unknown') return release.judgement;
  const version = release.kind === 'text' ? kernelVersion(release.text) : undefined;
  if (version !== undefined && isBefore(version, since))
    return notApplicable(
      `Linux ${versionText(version)} does not have ${row.key}, which came with ${versionText(since)}`,
    );
  if (otherwise === 'fail')
    return { verdict: 'fail', evidence: [{ path: row.key, value: null, wanted: row.rule.wanted }] };
  return version === undefined
    ? unreadable(`${row.key} is absent and the release of the kernel is not known (${detail})`)
    : unreadable(`${row.key} is absent although Linux ${versionText(version)} should have it (${detail})`);
}

function judgeText(row: SettingRow, view: SubjectView, text: string): Judgement {
  const refined = row.refine?.(text, view);
  if (refined !== undefined) return refined;
  const evidence = [{ path: row.key, value: text, wanted: row.rule.wanted }];
  const accepted = row.rule.accepts(text);
  return accepted === undefined
    ? unreadable(`${row.key} holds a text that is not understood`, evidence)
    : passOrFail(accepted, evidence);
}

function evaluate(row: SettingRow, view: SubjectView): Judgement {
  const elsewhere = row.onlyKubernetes === true ? unlessKubernetesNode(view) : undefined;
  if (elsewhere !== undefined) return elsewhere;
  const { exceptKubernetes: reason } = row;
  const excepted = reason === undefined ? undefined : exceptOnKubernetesNodes(view, reason);
  if (excepted !== undefined) return excepted;
  const reading = readingOf(view, row.source, row.key);
  switch (reading.kind) {
    case 'unknown':
      return reading.judgement;
    case 'absent':
      return judgeAbsence(row, view, reading.detail);
    case 'text':
      return judgeText(row, view, reading.text);
  }
}

/** What is only looked at where it was collected stands beside the row's own source, which is always there. */
const needsOf = ({ source, onlyKubernetes, exceptKubernetes, also }: SettingRow): Control['needs'] => [
  source,
  ...(onlyKubernetes === true ? (['host/identity'] as const) : []),
  ...(exceptKubernetes === undefined ? [] : [{ anyOf: ['host/identity', source] } as const]),
  ...(also === undefined ? [] : [{ anyOf: [also, source] }]),
];

/** The control that a row stands for. */
export const settingControl = (row: SettingRow): Control =>
  declareControl({
    id: row.id,
    title: row.title,
    severity: row.severity,
    why: row.why,
    remedy: row.remedy,
    references: row.references,
    ...(row.aliases === undefined ? {} : { aliases: row.aliases }),
    subjects: [row.source],
    needs: needsOf(row),
    evaluate: (view) => evaluate(row, view),
  });
