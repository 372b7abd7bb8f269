import type { Distribution, FileGroup, Severity } from '@plimsoll/model';
import { filePatterns } from '@plimsoll/model';

/** Files by their group, of all layouts or of some. */
export interface FilePlaces {
  readonly group: FileGroup;
  readonly of?: readonly Distribution[];
}

/** What it means that a host proves to have none of a row's files. */
export type NoFile =
  /** There is nothing to be judged. */
  | { readonly notApplicable: string }
  /** That is what the row asks for. */
  | 'pass'
  /** It depends on whether this process, which must have the file somewhere, runs here. */
  | { readonly process: string };

/** A row of a table: what every one of some files has to be. */
export interface FileRow {
  readonly id: string;
  readonly places: readonly FilePlaces[];
  /** No permission bit may be outside these; folders may also be entered by whoever may read them. */
  readonly mode?: number;
  /** `user:group`, any one of them. */
  readonly owners?: readonly string[];
  readonly none: NoFile;
  readonly title: string;
  readonly severity: Severity;
  readonly why: string;
  readonly remedy: string;
  readonly references: readonly string[];
}

export const patternsOf = (row: Pick<FileRow, 'places'>): readonly string[] => [
  ...new Set(row.places.flatMap(({ group, of }) => filePatterns(group, of))),
];

/** Patterns of the same groups that belong to distributions which the row is not about; a flag may name such a path. */
export const foreignPatternsOf = (row: Pick<FileRow, 'places'>): readonly string[] => {
  const own = new Set(patternsOf(row));
  return row.places
    .filter(({ of }) => of !== undefined)
    .flatMap(({ group }) => filePatterns(group).filter((pattern) => !own.has(pattern)));
};

export const octal = (mode: number): string => `0${mode.toString(8).padStart(3, '0')}`;

/** In words, for the evidence. */
export const wantedOf = ({ mode, owners }: FileRow): string => {
  const bits = mode === undefined ? [] : [`no bit outside ${octal(mode)}`];
  const owner = owners === undefined ? [] : [`owned by ${owners.join(' or ')}`];
  return bits.length + owner.length === 0 ? 'absent' : [...bits, ...owner].join(', ');
};
