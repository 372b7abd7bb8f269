import type { FactShape, UnreadableReason } from '../facts/fact.js';

/** What is wrong with a body and where; the path is '' for the body itself. */
export interface ShapeProblem {
  readonly path: string;
  readonly wanted: string;
}

type Check = (value: unknown, path: string) => ShapeProblem | undefined;
type Plain = { readonly [key: string]: unknown };

const REASONS: Readonly<Record<UnreadableReason, true>> = {
  permission: true,
  namespace: true,
  'too-large': true,
  'not-regular': true,
  'not-mounted': true,
  invalid: true,
  io: true,
};

export const isPlainObject = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const check =
  (wanted: string, holds: (value: unknown) => boolean): Check =>
  (value, path) =>
    holds(value) ? undefined : { path, wanted };

const string = check('a string', (value) => typeof value === 'string');
const filled = check('a string that is not empty', (value) => typeof value === 'string' && value !== '');
const natural = check('a whole number from 0', (value) => Number.isSafeInteger(value) && Number(value) >= 0);
const anyObject = check('an object', isPlainObject);

/** An object with these members and no others, unless it is `open`. */
function members(
  required: Readonly<Record<string, Check>>,
  optional: Readonly<Record<string, Check>> = {},
  open = false,
): Check {
  return (value, path) => {
    if (!isPlainObject(value)) return { path, wanted: 'an object' };
    for (const [key, holds] of Object.entries(required)) {
      const problem = holds(Object.hasOwn(value, key) ? value[key] : undefined, at(path, key));
      if (problem) return problem;
    }
    for (const key of Object.keys(value)) {
      if (Object.hasOwn(required, key)) continue;
      const holds = Object.hasOwn(optional, key) ? optional[key] : undefined;
      const problem = holds?.(value[key], at(path, key));
      if (problem) return problem;
      if (!holds && !open) return { path: at(path, key), wanted: 'a member of this shape' };
    }
    return undefined;
  };
}

const at = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);

function each(holds: Check): Check {
  return (value, path) => {
    if (!isPlainObject(value)) return { path, wanted: 'an object' };
    for (const key of Object.keys(value)) {
      const problem = holds(value[key], at(path, key));
      if (problem) return problem;
    }
    return undefined;
  };
}

function items(holds: Check): Check {
  return (value, path) => {
    if (!Array.isArray(value)) return { path, wanted: 'a list' };
    for (let index = 0; index < value.length; index++) {
      const problem = holds(value[index], `${path}[${index}]`);
      if (problem) return problem;
    }
    return undefined;
  };
}

const reason = check(
  `one of ${Object.keys(REASONS).join(', ')}`,
  (value) => typeof value === 'string' && Object.hasOwn(REASONS, value),
);
const absent = members({ absent: string });
const unreadable = members({ unreadable: reason }, { detail: string });
const missing: Check = (value, path) => {
  if (isPlainObject(value) && Object.hasOwn(value, 'absent')) return absent(value, path);
  if (isPlainObject(value) && Object.hasOwn(value, 'unreadable')) return unreadable(value, path);
  return { path, wanted: 'a setting: its text, {absent} or {unreadable}' };
};
const setting: Check = (value, path) => (typeof value === 'string' ? undefined : missing(value, path));
const fileThere = members(
  { mode: natural, uid: natural, gid: natural },
  { kind: string, digest: string, user: string, group: string, path: string },
);
const matched = members({ matches: natural });
const file: Check = (value, path) => {
  if (isPlainObject(value) && Object.hasOwn(value, 'mode')) return fileThere(value, path);
  if (isPlainObject(value) && Object.hasOwn(value, 'matches')) return matched(value, path);
  return missing(value, path);
};
const component = members({ name: filled, version: string }, { purl: string });
const kubernetes = members({ apiVersion: filled, kind: filled, metadata: anyObject }, {}, true);
const tag = check('a shape', (value) => typeof value === 'string');

const SHAPES: Readonly<Record<FactShape, Check>> = {
  object: members({ shape: tag, object: kubernetes }),
  settings: members({ shape: tag, settings: each(setting) }),
  files: members({ shape: tag, files: each(file) }),
  components: members({ shape: tag, components: items(component) }),
};

/** The first thing that makes a value no body; undefined when it is one. */
export function shapeProblem(body: unknown): ShapeProblem | undefined {
  if (!isPlainObject(body)) return { path: '', wanted: 'an object' };
  const { shape } = body;
  if (typeof shape !== 'string' || !Object.hasOwn(SHAPES, shape))
    return { path: 'shape', wanted: `one of ${Object.keys(SHAPES).join(', ')}` };
  return SHAPES[shape as FactShape](body, '');
}
