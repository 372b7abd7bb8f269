/** A JSON value of a stream, and where the next one begins. */
export interface JsonPiece {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The next value of `{}{}...` from `position`, found by its braces alone; undefined when there is none. A value that
 * is not an object or a list ends at white space.
 */
export function nextJsonPiece(text: string, position: number): JsonPiece | undefined {
  let start = position;
  while (start < text.length && /\s/.test(text.charAt(start))) start += 1;
  if (start >= text.length) return undefined;
  const end = endOfValue(text, start);
  return { text: text.slice(start, end), start, end };
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

function endOfValue(text: string, start: number): number {
  let depth = 0;
  let quoted = false;
  for (let at = start; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (quoted) {
      if (code === BACKSLASH) at += 1;
      else if (code === QUOTE) quoted = false;
    } else if (code === QUOTE) quoted = true;
    else if (code === 0x7b || code === 0x5b) depth += 1;
    else if (code === 0x7d || code === 0x5d) {
      depth -= 1;
      if (depth <= 0) return at + 1;
    } else if (depth === 0 && code <= 0x20) return at;
  }
  return text.length;
}
