import type { Setting } from '@plimsoll/model';
import { isPattern, patternMatches, type SysctlLine } from './sysctl-file.js';

/** A file of sysctl.d in the order in which files are applied, or why it could not be read. */
export type DeclaringFile =
  | { readonly path: string; readonly lines: readonly SysctlLine[] }
  | { readonly path: string; readonly unreadable: Extract<Setting, { unreadable: unknown }> };

/** What the files declare of one key, and where. */
export interface Declared {
  readonly setting: Setting;
  readonly file: string | undefined;
}

const NOT_DECLARED: Declared = { setting: { absent: 'no file of sysctl.d declares it' }, file: undefined };

/** The last line counts; any of its own over any pattern. A file that could not be read may hold a later one. */
export function declaredSetting(files: readonly DeclaringFile[], key: string): Declared {
  const path = key.replaceAll('.', '/');
  let own: Declared | undefined;
  let byPattern: Declared | undefined;
  let isLeftOut = false;
  for (const file of files) {
    if ('unreadable' in file) {
      own = { setting: file.unreadable, file: file.path };
      continue;
    }
    for (const { pattern, value } of file.lines) {
      if (value !== undefined && pattern === path) own = { setting: value, file: file.path };
      else if (value === undefined && patternMatches(pattern, path)) isLeftOut = true;
      else if (value !== undefined && isPattern(pattern) && patternMatches(pattern, path))
        byPattern = { setting: value, file: file.path };
    }
  }
  return own ?? (isLeftOut ? undefined : byPattern) ?? NOT_DECLARED;
}
