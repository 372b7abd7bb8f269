import { BlockReader } from './block.js';
import { lineOf } from './position-tree.js';

/** Says on which 1-based line of the document a path stands; made once for a document, asked for each of its paths. */
export type Locate = (path: string) => number;

/**
 * A second pass over a document that was read already, YAML or JSON; parsing itself keeps no places, so that only
 * documents with something to report pay. The path '' is the document's first entry.
 */
export function locateLines(text: string): Locate {
  const source = text.includes('\r') ? text.replaceAll('\r\n', '\n') : text;
  const root = new BlockReader(source).read();
  const first = firstEntry(source);
  return (path) => Math.max(first, lineOf(root, path));
}

/** Empty lines, comments and the separator come before what the document says. */
function firstEntry(text: string): number {
  let line = 1;
  for (const content of text.split('\n', 1_000)) {
    if (!/^(?:\s*(?:#.*)?|---\s*(?:#.*)?)$/.test(content)) return line;
    line += 1;
  }
  return 1;
}
