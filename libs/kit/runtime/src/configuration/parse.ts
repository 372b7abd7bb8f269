import type { Field } from './schema.js';

type Value = string | number | boolean;
/** Either the value, or what is wrong with it, said without the value itself. */
export type Parsed = { readonly value: Value } | { readonly problem: string };

const DURATION = /^(\d+)(ms|s|m|h|d)$/;
const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads one field's text. Problems never repeat the text: it may be a secret in the wrong variable. */
export function parseField(field: Field, text: string): Parsed {
  switch (field.kind) {
    case 'text':
      return text === '' ? { problem: 'is empty' } : { value: text };
    case 'url':
      return URL.canParse(text) ? { value: text } : { problem: 'is not a URL' };
    case 'boolean':
      return text === 'true' || text === 'false'
        ? { value: text === 'true' }
        : { problem: 'takes true or false' };
    case 'choice':
      return field.choices.includes(text)
        ? { value: text }
        : { problem: `takes one of ${field.choices.join(', ')}` };
    case 'integer':
      return inRange(field, /^-?\d{1,15}$/.test(text) ? Number(text) : undefined, 'a whole number');
    case 'port':
      return inRange(
        { min: 0, max: 65_535, ...field },
        /^\d{1,5}$/.test(text) ? Number(text) : undefined,
        'a port number',
      );
    case 'duration':
      return inRange(field, milliseconds(text), 'a duration such as 250ms, 30s, 5m or 24h');
  }
}

function milliseconds(text: string): number | undefined {
  const [, amount, unit] = DURATION.exec(text) ?? [];
  return amount === undefined || unit === undefined ? undefined : Number(amount) * (UNIT_MS[unit] ?? 1);
}

function inRange(
  field: { readonly min?: number; readonly max?: number },
  value: number | undefined,
  what: string,
): Parsed {
  if (value === undefined) return { problem: `takes ${what}` };
  if (field.min !== undefined && value < field.min) return { problem: `must be at least ${field.min}` };
  if (field.max !== undefined && value > field.max) return { problem: `must be at most ${field.max}` };
  return { value };
}
