import type { Judged } from '../judgement-writer.js';

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Line numbers of the words that evidence names, from 1; the first line where a word is not found. */
export function locateWords(file: string, text: string): Judged['locate'] {
  const known = new Map<string, number>();
  const lineOf = (word: string): number => {
    const at = text.search(new RegExp(`(?<![\\w.])${escaped(word)}(?![\\w.])`));
    if (at < 0) return 1;
    let line = 1;
    for (let end = text.indexOf('\n'); end >= 0 && end < at; end = text.indexOf('\n', end + 1)) line++;
    return line;
  };
  return (word) => {
    const line = word === '' ? 1 : (known.get(word) ?? lineOf(word));
    known.set(word, line);
    return { file, line, document: 0 };
  };
}
