import type { ErrorTable } from '@plimsoll/errors';
import type { Schema } from '@plimsoll/runtime';

interface Declared {
  readonly package: string;
  readonly folder: string;
  /** Of the export. */
  readonly name: string;
}

/** One table that a package exports. */
export type Table = Declared &
  (
    | { readonly kind: 'errors'; readonly table: Pick<ErrorTable<string>, 'rows'> }
    | { readonly kind: 'rejections'; readonly table: Readonly<Record<string, string>> }
    | { readonly kind: 'configuration'; readonly table: Schema }
  );

export function productFolders(): readonly { readonly folder: string; readonly name: string }[];
export function tables(load?: (folder: string) => Promise<object>): Promise<readonly Table[]>;
