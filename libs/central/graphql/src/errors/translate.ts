import { randomUUID } from 'node:crypto';
import { isPlimsollError, type PlimsollError } from '@plimsoll/errors';
import { describeError, type Logger } from '@plimsoll/runtime';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { graphqlErrors } from '../errors.js';

/** Of all errors of one answer; a request must not multiply its own text. */
export const MAX_ERRORS = 10;

/** The PlimsollError behind a GraphQL error, however deep it was wrapped. */
function ours(error: unknown): PlimsollError | undefined {
  for (let at: unknown = error, depth = 0; depth < 5; depth += 1) {
    if (isPlimsollError(at)) return at;
    at = at instanceof GraphQLError ? at.originalError : at instanceof Error ? at.cause : undefined;
  }
  return undefined;
}

/**
 * graphql-js's own complaints of a query and its variables: they hold names of the schema and text of the query, nothing
 * else. One that arose while an answer was written names no place of the query by itself, and may hold the answer's
 * values: that is a defect.
 */
function isValidation(error: unknown): error is GraphQLError {
  if (!(error instanceof GraphQLError)) return false;
  let innermost = error;
  while (innermost.originalError !== undefined) {
    if (!(innermost.originalError instanceof GraphQLError)) return false;
    innermost = innermost.originalError;
  }
  return error.path === undefined || innermost.locations !== undefined;
}

/**
 * One of the three translators (DESIGN section 11): code, kind, hint and details go out; a defect goes out as
 * GRAPHQL_INTERNAL with a correlation id, and into the log whole.
 */
export function translate(error: unknown, logger: Logger): GraphQLFormattedError {
  const at =
    error instanceof GraphQLError
      ? { ...(error.locations && { locations: error.locations }), ...(error.path && { path: error.path }) }
      : {};
  const known =
    ours(error) ??
    (isValidation(error) ? graphqlErrors.error('GRAPHQL_VALIDATION_FAILED', error.message) : undefined);
  if (known && known.kind !== 'internal')
    return {
      message: known.message,
      ...at,
      extensions: { code: known.code, kind: known.kind, hint: known.hint, details: known.details },
    };
  const correlationId = randomUUID();
  logger.error(
    {
      ...describeError(error instanceof GraphQLError ? (error.originalError ?? error) : error),
      correlationId,
    },
    'a request failed by a defect',
  );
  const { rows } = graphqlErrors;
  return {
    message: 'The request failed by a defect of the server.',
    ...at,
    extensions: {
      code: 'GRAPHQL_INTERNAL',
      kind: 'internal',
      hint: rows.GRAPHQL_INTERNAL.hint,
      details: { correlationId },
    },
  };
}

/** HTTP status of an answer without data, for clients of `application/graphql-response+json`. */
export function statusOf(errors: readonly GraphQLFormattedError[]): number {
  switch (errors[0]?.extensions?.['kind']) {
    case 'unauthenticated':
      return 401;
    case 'forbidden':
      return 403;
    case 'unavailable':
      return 503;
    case 'internal':
      return 500;
    case 'exhausted':
      return errors[0]?.extensions?.['code'] === 'GRAPHQL_TOO_LARGE' ? 413 : 400;
    default:
      return 400;
  }
}
