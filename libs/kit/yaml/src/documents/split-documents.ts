import { isUtf8 } from 'node:buffer';
import { yamlErrors } from '../errors.js';
import type { PlimsollError } from '@plimsoll/errors';

/** A document's text as it stands between two separators. */
export interface DocumentText {
  /** Counted from 0, empty documents included. */
  readonly index: number;
  /** The 1-based line of the file that `text` begins with. */
  readonly line: number;
  readonly text: string;
  /** Why the text cannot be read, where that is known already. */
  readonly error?: PlimsollError;
}

const SEPARATOR = '---';

/** Splits as apimachinery's YAMLReader does: a line that begins with `---`, wherever it stands. */
export function* splitDocuments(bytes: Uint8Array): Generator<DocumentText> {
  const valid = isUtf8(bytes);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (isUtf16(bytes)) {
    const error = yamlErrors.error('YAML_ENCODING', 'the file is written in UTF-16', {
      details: { line: 1 },
    });
    yield { index: 0, line: 1, text: '', error };
    return;
  }
  const text = buffer.toString(valid ? 'utf8' : 'latin1');
  for (const document of splitText(text)) yield valid ? document : decode(document);
}

const isUtf16 = (bytes: Uint8Array): boolean =>
  (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);

/** One broken document does not take the others with it. */
function decode(document: DocumentText): DocumentText {
  const bytes = Buffer.from(document.text, 'latin1');
  if (isUtf8(bytes)) return { ...document, text: bytes.toString('utf8') };
  const line = document.text.split('\n').findIndex((text) => !isUtf8(Buffer.from(text, 'latin1'))) + 1;
  const error = yamlErrors.error('YAML_ENCODING', 'the document is not valid UTF-8', { details: { line } });
  return { ...document, error };
}

/** @internal */
export function* splitText(source: string): Generator<DocumentText> {
  const text = source.includes('\r') ? source.replaceAll('\r\n', '\n') : source;
  let index = 0;
  let line = 1;
  let start = 0;
  let from = 0;
  for (;;) {
    const separator = nextSeparator(text, from);
    const end = separator === -1 ? text.length : separator;
    // The first separator belongs to the document that follows it, unless something stands before it.
    if (end > start) {
      yield { index, line, text: text.slice(start, end) };
      index += 1;
      line += countLines(text, start, end);
    }
    if (separator === -1) return;
    const lineEnd = text.indexOf('\n', separator);
    const rest = text.slice(separator + SEPARATOR.length, lineEnd === -1 ? text.length : lineEnd).trim();
    if (rest !== '' && !rest.startsWith('#')) {
      const error = yamlErrors.error('YAML_SEPARATOR', 'invalid document separator', {
        details: { line: 1 },
      });
      yield { index, line, text: '', error };
      index += 1;
    }
    if (lineEnd === -1) return;
    start = lineEnd + 1;
    from = start;
    line += 1;
  }
}

function nextSeparator(text: string, from: number): number {
  if (text.startsWith(SEPARATOR, from)) return from;
  const found = text.indexOf('\n---', from);
  return found === -1 ? -1 : found + 1;
}

function countLines(text: string, start: number, end: number): number {
  let lines = 0;
  for (let at = text.indexOf('\n', start); at !== -1 && at < end; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
}
