import { readFileSync } from 'node:fs';
import { runtimeErrors } from '../errors.js';
import { parseField, type Parsed } from './parse.js';
import type { Field, Schema, Values } from './schema.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads one schema; see {@link readConfigurations}. */
export function readConfiguration<S extends Schema>(environment: Environment, schema: S): Values<S> {
  return readConfigurations(environment, { only: schema }).only;
}

/**
 * Reads several schemas before anything starts. All problems of all of them are reported together, by variable name
 * and never by value.
 * @throws PlimsollError CONFIGURATION_INVALID
 */
export function readConfigurations<const T extends Readonly<Record<string, Schema>>>(
  environment: Environment,
  schemas: T,
): { readonly [K in keyof T]: Values<T[K]> } {
  const problems: string[] = [];
  const entries = Object.entries(schemas).map(([name, schema]) => [
    name,
    readSchema(environment, schema, problems),
  ]);
  if (problems.length > 0)
    throw runtimeErrors.error(
      'CONFIGURATION_INVALID',
      `The configuration has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}: ${problems.join('; ')}.`,
      { details: { problems: problems.length } },
    );
  return Object.freeze(Object.fromEntries(entries)) as { readonly [K in keyof T]: Values<T[K]> };
}

function readSchema(environment: Environment, schema: Schema, problems: string[]): object {
  const values: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(schema)) {
    const parsed = readField(environment, field);
    if (parsed && 'problem' in parsed) problems.push(`${field.variable} ${parsed.problem}`);
    else values[name] = parsed?.value;
  }
  return Object.freeze(values);
}

/** undefined: not set, and need not be. */
function readField(environment: Environment, field: Field): Parsed | undefined {
  const text = readText(environment, field);
  if (typeof text === 'object') return text;
  if (text !== undefined) return parseField(field, text);
  if (field.default !== undefined) return { value: field.default };
  return field.required === false ? undefined : { problem: 'is not set' };
}

function readText(environment: Environment, field: Field): string | { readonly problem: string } | undefined {
  const direct = environment[field.variable];
  const file = field.secret ? environment[`${field.variable}_FILE`] : undefined;
  if (direct !== undefined && file !== undefined)
    return { problem: `and ${field.variable}_FILE are both set` };
  if (file === undefined) return direct;
  try {
    return readFileSync(file, 'utf8').trimEnd();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'error';
    return { problem: `could not be read from the file that ${field.variable}_FILE names (${code})` };
  }
}
