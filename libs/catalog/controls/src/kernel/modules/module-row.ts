import type { Severity } from '@plimsoll/model';
import { referencesOf } from '../../settings/authority.js';

/** A kernel module that a node should keep out of reach. */
export interface ModuleRow {
  /** With underscores. */
  readonly module: string;
  readonly slug: string;
  readonly severity: Severity;
  readonly why: string;
  readonly references: readonly string[];
  readonly note: string | undefined;
}

export const blocked = (
  module: string,
  severity: Severity,
  why: string,
  authorities: string,
  note?: string,
): ModuleRow => ({
  module,
  slug: module.replaceAll('_', '-'),
  severity,
  why,
  references: referencesOf(module, authorities),
  note,
});
