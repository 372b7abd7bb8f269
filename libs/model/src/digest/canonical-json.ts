import { modelErrors } from '../errors.js';

/** How deep a body may be nested; deeper ones are refused before anything recurses into them. */
export const MAX_DEPTH = 256;

// Quotation mark, backslash, control characters and surrogates: all else is written as it is.
// eslint-disable-next-line no-control-regex
const NOT_PLAIN = /[\u0000-\u001f"\\\ud800-\udfff]/;

/**
 * The text of a plain value by RFC 8785: members sorted by UTF-16 code units, no white space, numbers and strings as
 * ECMAScript writes them. Throws MODEL_VALUE_NOT_JSON, naming the place, for what I-JSON cannot hold: NaN, infinities,
 * lone surrogates, undefined, functions; MODEL_BODY_TOO_DEEP beyond {@link MAX_DEPTH}.
 */
export function canonicalJson(value: unknown): string {
  return written(value, undefined, 0);
}

/** Where the writer is: a linked list, so that the path costs nothing until it is needed. */
interface Place {
  readonly parent: Place | undefined;
  step: string | number;
}

function written(value: unknown, place: Place | undefined, depth: number): string {
  switch (typeof value) {
    case 'string':
      return text(value, place);
    case 'number':
      return Number.isFinite(value) ? String(value) : refuse(value, place);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      if (depth >= MAX_DEPTH)
        throw modelErrors.error('MODEL_BODY_TOO_DEEP', `nested deeper than ${MAX_DEPTH} at ${pathOf(place)}`);
      return Array.isArray(value)
        ? list(value, place, depth + 1)
        : members(value as Members, place, depth + 1);
    default:
      return refuse(value, place);
  }
}

type Members = Readonly<Record<string, unknown>>;

function list(values: readonly unknown[], parent: Place | undefined, depth: number): string {
  const place: Place = { parent, step: 0 };
  let out = '[';
  for (let index = 0; index < values.length; index++) {
    place.step = index;
    const value = values[index];
    if (index > 0) out += ',';
    out += written(value, place, depth);
  }
  return `${out}]`;
}

function members(object: Members, parent: Place | undefined, depth: number): string {
  const keys = sorted(Object.keys(object));
  const place: Place = { parent, step: '' };
  let out = '{';
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index] ?? '';
    place.step = key;
    const value = object[key];
    if (index > 0) out += ',';
    out += `${text(key, place)}:${written(value, place, depth)}`;
  }
  return `${out}}`;
}

/** In place. Kubernetes objects have few members at each level, where insertion beats the general sort threefold. */
function sorted(keys: string[]): string[] {
  if (keys.length > 24) return keys.sort();
  for (let index = 1; index < keys.length; index++) {
    const key = keys[index] ?? '';
    let at = index - 1;
    for (let other = keys[at]; other !== undefined && other > key; other = keys[at]) {
      keys[at + 1] = other;
      at--;
    }
    keys[at + 1] = key;
  }
  return keys;
}

function text(value: string, place: Place | undefined): string {
  if (!NOT_PLAIN.test(value)) return `"${value}"`;
  return value.isWellFormed() ? JSON.stringify(value) : refuse('a lone surrogate', place);
}

function refuse(value: unknown, place: Place | undefined): never {
  const path = pathOf(place);
  throw modelErrors.error(
    'MODEL_VALUE_NOT_JSON',
    `${typeof value === 'string' ? value : String(value)} at ${path} is not JSON`,
    {
      details: { path },
    },
  );
}

function pathOf(place: Place | undefined): string {
  const steps: string[] = [];
  for (let at = place; at !== undefined; at = at.parent) {
    steps.unshift(typeof at.step === 'number' ? `[${at.step}]` : `.${at.step}`);
  }
  return steps.length === 0 ? 'the top' : steps.join('').replace(/^\./, '').toWellFormed();
}
