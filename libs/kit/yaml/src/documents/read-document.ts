import { isPlimsollError } from '@plimsoll/errors';
import { YAMLException, load } from 'js-yaml';
import type { LoadOptions, State } from 'js-yaml';
import { yamlErrors } from '../errors.js';
import type { JsonValue } from '../json-value.js';
import { readPlainBlock } from '../plain/read-plain-block.js';
import { CAREFUL_SCHEMA, FAST_SCHEMA, NeedsCare, mergesSeen } from '../schema.js';
import { expand } from './expand.js';

/** Levels of nesting; Kubernetes' own deepest objects have some forty. */
export const MAX_DEPTH = 1_000;

type Options = LoadOptions & { readonly maxDepth: number };
const FAST: Options = { schema: FAST_SCHEMA, json: true, maxDepth: MAX_DEPTH };
const CAREFUL: Options = {
  schema: CAREFUL_SCHEMA,
  json: true,
  maxDepth: MAX_DEPTH,
  listener: refuseDisputed,
};
const CAREFUL_UNIQUE: Options = { ...CAREFUL, json: false };

/**
 * One YAML document as kubectl reads it (sigs.k8s.io/yaml on go-yaml v2): YAML 1.1 booleans and octals, the last of
 * equal keys wins, merges apply where they stand.
 *
 * @throws PlimsollError of {@link yamlErrors}; `details.line` is 1-based within `text`.
 */
export function readYamlDocument(text: string): JsonValue {
  return readPlainBlock(text) ?? readEveryYaml(text);
}

/** @internal The same by the parser for all of YAML. */
export function readEveryYaml(text: string): JsonValue {
  const prepared = prepare(text);
  if (!needsCare(prepared)) {
    try {
      // The fast schema makes nothing but JSON values.
      return (loadFirst(prepared, FAST) ?? null) as JsonValue;
    } catch (error) {
      if (!(error instanceof NeedsCare)) throw coded(error, prepared);
    }
  }
  return readCarefully(prepared);
}

const INDENTED = /^(?:[ \t]*(?:#.*)?\n|---.*\n)* +[^ \n]/;

/** Where the first node ends before the text does (a line that is indented less), kubectl ignores the rest. */
function loadFirst(text: string, options: Options): unknown {
  try {
    return load(text, options);
  } catch (error) {
    if (!(error instanceof YAMLException) || !error.reason.startsWith('end of the stream')) throw error;
    const position = error.mark?.position;
    if (typeof position !== 'number' || position >= text.length || !INDENTED.test(text)) throw error;
    return load(text.slice(0, position), options);
  }
}

function readCarefully(text: string): JsonValue {
  try {
    const merges = mergesSeen();
    const value = loadFirst(text, CAREFUL);
    // Which of a merge and of equal keys comes last is not kept by JavaScript's objects, so both at once are refused.
    if (mergesSeen() !== merges) return expand(loadFirst(text, CAREFUL_UNIQUE));
    return expand(value);
  } catch (error) {
    throw coded(error, text);
  }
}

const EXOTIC_BREAKS = /[\u0085\u2028\u2029]/g;
const DOCUMENT_END = /^\.\.\.(?=[ \t\r\n]|$)/m;

/** What libyaml takes for a line break becomes one, and what follows the end mark `...` is not read, as by kubectl. */
function prepare(text: string): string {
  let prepared = text;
  if (text.includes('\u2028') || text.includes('\u2029') || text.includes('\u0085'))
    prepared = prepared.replace(EXOTIC_BREAKS, '\n');
  // Only here: at the start of another line kubectl takes it for a letter of the key.
  if (text.startsWith('\uFEFF')) prepared = prepared.slice(1);
  if (!text.includes('...')) return prepared;
  const end = DOCUMENT_END.exec(prepared);
  if (end === null) return prepared;
  if (/^(?:\s*(?:#.*)?\n)*$/.test(prepared.slice(0, end.index)))
    throw yamlErrors.error('YAML_SYNTAX', 'a document cannot begin with its end mark', {
      details: { line: 1 },
    });
  return prepared.slice(0, end.index);
}

const ANCHOR = /(?:^|[\s,[{-])&[^\s&]/m;
/** `{a:}`: a key to js-yaml, the text `a:` to go-yaml. */
const COLON_IN_FLOW = /[^"'\s]:[,\]}{[]/;

/** Cheap tests that may be wrong in one direction only: care is never needed where this says no. */
function needsCare(text: string): boolean {
  return (
    (text.includes('&') && ANCHOR.test(text)) ||
    text.includes('{{') ||
    text.includes('? ') ||
    text.includes('! ') ||
    text.includes('!\n') ||
    hasOddColon(text)
  );
}

const [L, LARGE_L, TILDE, SPACE] = [0x6c, 0x4c, 0x7e, 0x20];
const [BRACE, BRACE_END, BRACKET, BRACKET_END, COMMA] = [0x7b, 0x7d, 0x5b, 0x5d, 0x2c];

/** A key that may be null or a collection, or a colon that a flow collection's mark follows; one pass for all. */
function hasOddColon(text: string): boolean {
  for (let at = text.indexOf(':'); at !== -1; at = text.indexOf(':', at + 1)) {
    const after = text.charCodeAt(at + 1);
    const isBeforeMark =
      after === BRACKET_END || after === BRACE_END || after === COMMA || after === BRACE || after === BRACKET;
    if (isBeforeMark && COLON_IN_FLOW.test(text.slice(Math.max(0, at - 1), at + 2))) return true;
    const before = text.charCodeAt(at - 1);
    const last = before === SPACE ? text.charCodeAt(at - 2) : before;
    if (last === BRACE_END || last === BRACKET_END || (last === TILDE && before === TILDE)) return true;
    if (last === L && text.startsWith('ul', at - (before === SPACE ? 4 : 3))) return true;
    if (before === LARGE_L && text.startsWith('UL', at - 3)) return true;
  }
  return false;
}

interface Parsing extends State {
  readonly tag: string | null;
}

/** What js-yaml reads, but not as go-yaml does: sequences as keys, the tag `!` alone, and `{a:}`. */
function refuseDisputed(this: State, event: 'open' | 'close', state: State): void {
  if (event === 'open') return;
  const { input, position } = state;
  const details = { line: state.line + 1 };
  if ((state as Parsing).tag === '!')
    throw yamlErrors.error('YAML_UNSUPPORTED', 'the tag `!` without a name is not supported', { details });
  if (Array.isArray(state.result) && input[position - 1] === ']' && nextIsColon(input, position))
    throw yamlErrors.error('YAML_KEY', 'a sequence cannot be the key of a mapping', { details });
  if (state.kind === 'scalar' && COLON_IN_FLOW.test(input.slice(position - 1, position + 2)))
    throw yamlErrors.error('YAML_UNSUPPORTED', 'a colon is followed by no space', { details });
}

function nextIsColon(input: string, position: number): boolean {
  let at = position;
  while (/\s/.test(input.charAt(at))) at += 1;
  return input[at] === ':';
}

/** The parser's messages quote names of aliases and tags, and what is mistaken for one may be a password. */
const withoutText = (reason: string): string => reason.replace(/ ?"[^"]*"| ?!?<.*>|: .*$/gs, '');

/** `{{ .Values.x }}` is a mapping that is the key of a mapping, and nobody means that. */
function template(text: string): unknown {
  const line = text.slice(0, text.indexOf('{{')).split('\n').length;
  const hint = 'Render the template first, for instance: helm template CHART | plimsoll scan -';
  return yamlErrors.error('YAML_KEY', 'this is a template, not a manifest', { details: { line }, hint });
}

/** The end of the text is found after its last line; the line to look at is that one. */
const lastLine = (text: string): number => text.trimEnd().split('\n').length;

function coded(error: unknown, text: string): unknown {
  if (isPlimsollError(error))
    return error.code === 'YAML_KEY' && text.includes('{{') ? template(text) : error;
  if (error instanceof RangeError)
    return yamlErrors.error('YAML_TOO_DEEP', 'the document is nested too deeply', {
      cause: error,
      details: { line: 1 },
    });
  if (!(error instanceof YAMLException)) return error;
  const line = typeof error.mark?.line === 'number' ? Math.min(error.mark.line + 1, lastLine(text)) : 1;
  const details = { line };
  if (error.reason.startsWith('nesting exceeded'))
    return yamlErrors.error('YAML_TOO_DEEP', `more than ${MAX_DEPTH} levels of nesting`, { details });
  if (error.reason === 'duplicated mapping key')
    return yamlErrors.error('YAML_UNSUPPORTED', 'a document has both equal keys and a merge key `<<`', {
      details,
    });
  return yamlErrors.error('YAML_SYNTAX', withoutText(error.reason), { details });
}
