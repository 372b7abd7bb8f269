import { graphqlErrors } from '../errors.js';

/** Of a list in any argument. */
const MOST_ITEMS = 100;
/** Of a text in any argument; names, ids and cursors are far shorter. */
const MOST_CHARACTERS = 4_096;

/**
 * Refuses lists and texts that no honest caller sends, and NUL characters, which the store cannot hold. Inputs nest only
 * as deep as the schema says. @throws GRAPHQL_ARGUMENT_INVALID naming the argument
 */
export function checkArguments(args: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(args)) check(value, name);
}

function check(value: unknown, path: string): void {
  if (typeof value === 'string') checkText(value, path);
  else if (Array.isArray(value)) {
    if (value.length > MOST_ITEMS) refuse(path, `has ${value.length} items; ${MOST_ITEMS} are allowed`);
    value.forEach((item, index) => check(item, `${path}.${index}`));
  } else if (typeof value === 'object' && value !== null)
    for (const [name, part] of Object.entries(value)) check(part, `${path}.${name}`);
}

function checkText(text: string, path: string): void {
  if (text.length > MOST_CHARACTERS)
    refuse(path, `has ${text.length} characters; ${MOST_CHARACTERS} are allowed`);
  if (text.includes('\0')) refuse(path, 'holds a NUL character');
  if (!text.isWellFormed()) refuse(path, 'is no well-formed Unicode text');
}

function refuse(path: string, what: string): never {
  throw graphqlErrors.error('GRAPHQL_ARGUMENT_INVALID', `The argument ${path} ${what}.`, {
    details: { argument: path },
  });
}
