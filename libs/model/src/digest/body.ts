import { modelErrors } from '../errors.js';
import type { FactBody } from '../facts/fact.js';
import { canonicalJson, MAX_DEPTH } from './canonical-json.js';
import { isPlainObject, shapeProblem } from './shape.js';

/** A body's canonical text: RFC 8785 with its shape tag, for instance `{"object":{...},"shape":"object"}`. */
export function canonicalBody(body: FactBody): string {
  return canonicalJson(body);
}

/**
 * What JSON can spell and RFC 8785 cannot: lone surrogates and numbers beyond a double (309 digits, or 210 with an
 * exponent of two). Rare, so it may be too wide.
 */
const PERHAPS_UNWRITABLE = /\\u[dD]|\d[eE]\+?\d{3}|\d{200}/;

/**
 * Reads a body that came from outside and checks its shape to the last member. It does not ask for canonical order:
 * the digest is over the bytes as they came. Throws MODEL_BODY_NOT_JSON, MODEL_BODY_TOO_DEEP, MODEL_VALUE_NOT_JSON or MODEL_BODY_SHAPE with
 * the path of what is wrong in `details.path`.
 */
export function parseBody(text: string): FactBody {
  const value = parsed(text);
  if (tooDeep(text, value))
    throw modelErrors.error('MODEL_BODY_TOO_DEEP', `the body is nested deeper than ${MAX_DEPTH}`);
  const problem = shapeProblem(value);
  if (problem === undefined) {
    if (PERHAPS_UNWRITABLE.test(text)) canonicalJson(value);
    return value as FactBody;
  }
  throw modelErrors.error(
    'MODEL_BODY_SHAPE',
    `the body's ${problem.path || 'top'} is not ${problem.wanted}`,
    { details: { path: problem.path } },
  );
}

/** Reads a body that {@link parseBody} has accepted before and that is kept since: only its tag is looked at. */
export function storedBody(text: string): FactBody {
  const value = parsed(text);
  if (isPlainObject(value) && typeof value.shape === 'string') return value as FactBody;
  throw modelErrors.error('MODEL_BODY_SHAPE', "the stored body's top has no shape", {
    details: { path: '' },
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw modelErrors.error('MODEL_BODY_NOT_JSON', 'the body is not JSON', { cause });
  }
}

/** Counts brackets first, those in strings too: that is quick, only ever too high, and enough for nearly every body. */
function tooDeep(text: string, value: unknown): boolean {
  const opened = count(text, '{', MAX_DEPTH) + count(text, '[', MAX_DEPTH);
  return opened > MAX_DEPTH && deepest(text) > MAX_DEPTH && depthOf(value) > MAX_DEPTH;
}

/** How often a character occurs; stops counting above `most`. */
function count(text: string, character: string, most: number): number {
  let found = 0;
  for (let at = text.indexOf(character); at >= 0 && found <= most; at = text.indexOf(character, at + 1))
    found++;
  return found;
}

function deepest(text: string): number {
  let depth = 0;
  let most = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index) | 0x20; // [ and {, ] and } differ in this bit alone
    if (code === 0x7b) most = Math.max(most, ++depth);
    else if (code === 0x7d && depth > 0) depth--;
  }
  return most;
}

/** Level by level, so that no stack grows. */
function depthOf(value: unknown): number {
  let level = [value].filter((item) => typeof item === 'object' && item !== null);
  let depth = 0;
  for (; level.length > 0; depth++) {
    level = level
      .flatMap((item) => Object.values(item ?? {}))
      .filter((item) => typeof item === 'object' && item !== null);
  }
  return depth;
}
