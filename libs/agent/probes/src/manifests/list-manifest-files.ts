import { type Dirent, readdirSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { manifestErrors } from './errors.js';
import type { ManifestFile, ManifestProblem } from './manifest.js';

const EXTENSIONS: ReadonlySet<string> = new Set(['.yaml', '.yml', '.json']);

export interface ManifestFiles {
  readonly files: readonly ManifestFile[];
  readonly problems: readonly ManifestProblem[];
}

/**
 * The files behind paths, as `kubectl apply -R -f` finds them: a folder gives its *.yaml, *.yml and *.json in the order
 * of their names, hidden ones too; links to folders are not followed below a folder that was named, so there are no
 * loops. `-` is the standard input.
 */
export function listManifestFiles(paths: readonly string[]): ManifestFiles {
  const files = new Map<string, ManifestFile>();
  const problems: ManifestProblem[] = [];
  for (const path of new Set(paths)) {
    if (path === '-') files.set(path, { path, named: true });
    else addPath(path, files, problems);
  }
  return { files: [...files.values()], problems };
}

function addPath(path: string, files: Map<string, ManifestFile>, problems: ManifestProblem[]): void {
  try {
    if (statSync(path).isDirectory()) addFolder(path, files, problems);
    else files.set(path, { path, named: true });
  } catch (cause) {
    problems.push(problemOf(path, cause));
  }
}

function addFolder(folder: string, files: Map<string, ManifestFile>, problems: ManifestProblem[]): void {
  for (const entry of entriesOf(folder, problems)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) addFolder(path, files, problems);
    else if (EXTENSIONS.has(extname(entry.name)) && !files.has(path)) files.set(path, { path, named: false });
  }
}

function entriesOf(folder: string, problems: ManifestProblem[]): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (cause) {
    problems.push(problemOf(folder, cause));
    return [];
  }
}

const codeOf = (cause: unknown): string =>
  typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : 'unknown error';

/** @internal */
export function problemOf(path: string, cause: unknown): ManifestProblem {
  const code = codeOf(cause);
  const error =
    code === 'ENOENT' || code === 'ENOTDIR'
      ? manifestErrors.error('MANIFEST_NOT_FOUND', 'there is no such file or folder', { cause })
      : manifestErrors.error('MANIFEST_UNREADABLE', `cannot be read (${code})`, { cause });
  return { file: path, line: 0, error };
}
