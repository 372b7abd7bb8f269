import { BlockReader } from './block.js';
import type { LineIndex } from './line-index.js';

/** Says on which 1-based line of the document a path stands; made once for a document, asked for each of its paths. */
export type Locate = (path: string) => number;

/**
 * A second pass over a document that was read already, YAML or JSON; parsing itself keeps no places, so that only
 * documents with something to report pay. The path '' is the document's first entry.
 */
export function locateLines(text: string): Locate {
  const source = text.includes('\r') ? text.replaceAll('\r\n', '\n') : text;
  const first = firstEntry(source);
  let index: LineIndex | undefined;
  return (path) => {
    if (path === '') return first;
    index ??= new BlockReader(source).read();
    return Math.max(first, index.lineOf(path));
  };
}

const BEFORE = /(?:[^\S\n]*(?:#.*)?\n|---[^\S\n]*(?:#.*)?\n)*/y;

/** Empty lines, comments and the separator come before what the document says. */
function firstEntry(text: string): number {
  BEFORE.lastIndex = 0;
  const before = BEFORE.exec(text)?.[0] ?? '';
  let line = 1;
  for (let at = before.indexOf('\n'); at !== -1; at = before.indexOf('\n', at + 1)) line += 1;
  return line;
}
