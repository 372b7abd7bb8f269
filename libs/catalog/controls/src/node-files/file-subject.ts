import type { Distribution, FileGroup, Severity } from '@plimsoll/model';
import { octal, type FileRow, type NoFile } from '../settings/file-row.js';

/** One thing asked of a subject's files: their mode or their owner. */
export interface FileCheck {
  readonly mode?: number;
  readonly owner?: string;
  /** Told apart from another check of the same kind. */
  readonly suffix?: string;
  readonly of?: readonly Distribution[];
  readonly references: readonly string[];
}

/** Files that benchmarks ask several things of. */
export interface FileSubject {
  readonly slug: string;
  /** As a title begins: `The manifest of the API server`. */
  readonly name: string;
  readonly groups: readonly FileGroup[];
  readonly none: NoFile;
  readonly severity: Severity;
  readonly why: string;
  /** A place of it, for the command that mends it. */
  readonly at: string;
  readonly checks: readonly FileCheck[];
}

const KUBERNETES = ['cis-kubernetes-1.12', 'cis-kubernetes-1.11'];
const RANCHER = ['cis-rke2-1.8', 'cis-k3s-1.9'];
const OPENSHIFT = 'cis-openshift-1.8';

const named = (frameworks: readonly string[], id: string): readonly string[] =>
  frameworks.map((framework) => `${framework}:${id}`);

/** The row of both editions of the CIS benchmark and of the profiles that ask the same. */
export const everyCis = (id: string): readonly string[] => named([...KUBERNETES, ...RANCHER, OPENSHIFT], id);
export const plainCis = (id: string): readonly string[] => named(KUBERNETES, id);
export const rancherCis = (id: string): readonly string[] => named(RANCHER, id);
export const cisButOpenshift = (id: string): readonly string[] => named([...KUBERNETES, ...RANCHER], id);
export const openshift = (id: string): string => `${OPENSHIFT}:${id}`;
export const stig = (...ids: readonly string[]): readonly string[] =>
  ids.map((id) => `stig-kubernetes:${id}`);

const NAMES: Readonly<Partial<Record<Distribution, string>>> = {
  rke2: 'RKE2',
  k3s: 'K3s',
  openshift: 'OpenShift',
};

/** What only some distributions have is missing on every other node. */
const ofOthers = (distributions: readonly Distribution[]): NoFile => ({
  notApplicable: `no such file of ${distributions.map((one) => NAMES[one] ?? one).join(' or ')} is on this node`,
});

function rowOf(subject: FileSubject, check: FileCheck): FileRow {
  const { mode, owner } = check;
  const kind = mode === undefined ? 'owner' : 'mode';
  const asks = mode === undefined ? `belongs to ${owner ?? ''}` : `has mode ${octal(mode)} or a stricter one`;
  const command = mode === undefined ? `chown ${owner ?? ''}` : `chmod ${octal(mode)}`;
  return {
    id: `node-files/${subject.slug}-${kind}${check.suffix === undefined ? '' : `-${check.suffix}`}`,
    places: subject.groups.map((group) => (check.of === undefined ? { group } : { group, of: check.of })),
    ...(mode === undefined ? {} : { mode }),
    ...(owner === undefined ? {} : { owners: [owner] }),
    none: check.of === undefined || check.of.includes('kubernetes') ? subject.none : ofOthers(check.of),
    title: `${subject.name} ${asks}`,
    severity: subject.severity,
    why: subject.why,
    remedy: `Run \`${command} ${subject.at}\`; the evidence names the file where it is another.`,
    references: check.references,
  };
}

export const rowsOf = (subjects: readonly FileSubject[]): readonly FileRow[] =>
  subjects.flatMap((subject) => subject.checks.map((check) => rowOf(subject, check)));
