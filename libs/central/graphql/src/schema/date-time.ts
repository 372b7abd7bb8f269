import { GraphQLScalarType, Kind } from 'graphql';
import { graphqlErrors } from '../errors.js';

const RFC_3339 =
  /^(\d{4})-(\d{2})-(\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

/** Milliseconds since 1970; undefined unless the text is a strict RFC 3339 instant of a day that exists. */
export function readInstant(text: string): number | undefined {
  const [, year, month, day] = RFC_3339.exec(text) ?? [];
  if (year === undefined || month === undefined || day === undefined) return undefined;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) return undefined;
  const instant = Date.parse(text);
  return Number.isNaN(instant) ? undefined : instant;
}

function parse(value: unknown): number {
  const instant = typeof value === 'string' ? readInstant(value) : undefined;
  if (instant !== undefined) return instant;
  throw graphqlErrors.error('GRAPHQL_ARGUMENT_INVALID', 'A DateTime is not written as RFC 3339.', {
    hint: 'Write it as 2026-11-21T10:30:00Z, with a zone.',
  });
}

function serialize(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'number') return new Date(value).toISOString();
  throw new TypeError('a DateTime is neither a Date nor a number');
}

export const DateTime = new GraphQLScalarType<number, string>({
  name: 'DateTime',
  description: 'An instant as RFC 3339 with a zone, for instance `2026-11-21T10:30:00.000Z`.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339',
  serialize,
  parseValue: parse,
  parseLiteral: (node) => parse(node.kind === Kind.STRING ? node.value : undefined),
});
