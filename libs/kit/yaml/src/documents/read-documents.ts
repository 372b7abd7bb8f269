import { PlimsollError, isPlimsollError } from '@plimsoll/errors';
import { yamlErrors } from '../errors.js';
import type { JsonValue } from '../json-value.js';
import { nextJsonPiece } from './json-stream.js';
import { readYamlDocument } from './read-document.js';
import { splitDocuments } from './split-documents.js';
import type { DocumentText } from './split-documents.js';

/** One document of a file: its value, or why it could not be read. The rest of the file is read all the same. */
export type ReadDocument = {
  /** Counted from 0. */
  readonly document: number;
  /** The 1-based line of the file that the document begins with. */
  readonly line: number;
  readonly text: string;
} & (
  | { readonly value: JsonValue }
  | { readonly error: PlimsollError; /** 1-based line of the file. */ readonly errorLine: number }
);

/**
 * Every document of a file, YAML or JSON, read as kubectl reads it (apimachinery's YAMLOrJSONDecoder). An empty
 * document has the value null.
 */
export function* readDocuments(bytes: Uint8Array): Generator<ReadDocument> {
  if (startsAsJson(bytes)) yield* readJson(bytes);
  else yield* readYaml(bytes, 0, 1);
}

function* readYaml(bytes: Uint8Array, firstDocument: number, firstLine: number): Generator<ReadDocument> {
  for (const part of splitDocuments(bytes)) yield readPart(part, firstDocument, firstLine);
}

function readPart(part: DocumentText, firstDocument: number, firstLine: number): ReadDocument {
  const place = { document: firstDocument + part.index, line: firstLine + part.line - 1, text: part.text };
  if (part.error !== undefined) return broken(place, part.error);
  try {
    return { ...place, value: readYamlDocument(part.text) };
  } catch (error) {
    if (!isPlimsollError(error)) throw error;
    return broken(place, error);
  }
}

function broken(place: { document: number; line: number; text: string }, error: PlimsollError): ReadDocument {
  const { line } = error.details;
  return { ...place, error, errorLine: place.line + (typeof line === 'number' ? line : 1) - 1 };
}

function startsAsJson(bytes: Uint8Array): boolean {
  let at = 0;
  while (at < bytes.length && isSpace(bytes[at])) at += 1;
  return bytes[at] === 0x7b;
}
const isSpace = (byte: number | undefined): boolean =>
  byte === 0x20 || (byte !== undefined && byte >= 0x09 && byte <= 0x0d);

/** A stream of JSON values; where the second of them is not JSON, the rest is YAML, as apimachinery has it. */
function* readJson(bytes: Uint8Array): Generator<ReadDocument> {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  const whole = parseJson(text);
  if (whole.ok) {
    yield { document: 0, line: 1, text, value: whole.value };
    return;
  }
  let position = 0;
  let document = 0;
  for (let piece = nextJsonPiece(text, 0); piece !== undefined; piece = nextJsonPiece(text, position)) {
    const line = lineAt(text, piece.start);
    const parsed = parseJson(piece.text);
    if (!parsed.ok) {
      if (document <= 1)
        yield* readYaml(
          Buffer.from(afterLineBreak(text, position)),
          document,
          lineAt(text, afterLineBreakAt(text, position)),
        );
      else
        yield broken(
          { document, line, text: piece.text },
          yamlErrors.error('YAML_SYNTAX', 'is not valid JSON', { details: { line: parsed.line } }),
        );
      return;
    }
    yield { document, line, text: piece.text, value: parsed.value };
    position = piece.end;
    document += 1;
  }
}

type Parsed =
  { readonly ok: true; readonly value: JsonValue } | { readonly ok: false; readonly line: number };

function parseJson(text: string): Parsed {
  try {
    return { ok: true, value: JSON.parse(text) as JsonValue };
  } catch (error) {
    // The parser's message quotes the text, which may be a secret.
    const position = /at position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
    return { ok: false, line: position === undefined ? 1 : lineAt(text, Number(position)) };
  }
}

/** White space up to the first line break is passed over before the YAML begins. */
function afterLineBreakAt(text: string, position: number): number {
  const match = /^[^\S\n]*\n?/.exec(text.slice(position, position + 4_096));
  return position + (match?.[0].length ?? 0);
}
const afterLineBreak = (text: string, position: number): string =>
  text.slice(position === 0 ? 0 : afterLineBreakAt(text, position));

function lineAt(text: string, position: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < position; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}
