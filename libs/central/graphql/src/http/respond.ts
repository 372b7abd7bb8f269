import type { Logger } from '@plimsoll/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { MAX_ERRORS, statusOf, translate } from '../errors/translate.js';
import { graphqlErrors } from '../errors.js';

const RESPONSE_TYPE = 'application/graphql-response+json';

/** Errors that Fastify raises before a request reaches us, in our words. */
const OF_FASTIFY: Readonly<Record<string, [keyof typeof graphqlErrors.rows, string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ['GRAPHQL_TOO_LARGE', 'The body is too large.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['GRAPHQL_MEDIA_TYPE', 'The body is not said to be application/json.'],
  FST_ERR_CTP_INVALID_JSON_BODY: ['GRAPHQL_BODY_INVALID', 'The body is not JSON.'],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['GRAPHQL_BODY_INVALID', 'The body is empty.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['GRAPHQL_BODY_INVALID', 'The body is not as long as was said.'],
  MER_ERR_METHOD_NOT_ALLOWED: ['GRAPHQL_METHOD_NOT_ALLOWED', 'GET takes queries only.'],
};

function ofFastify(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const [known, message] = OF_FASTIFY[code] ?? [];
  return known === undefined || message === undefined ? error : graphqlErrors.error(known, message);
}

/** Mercurius gathers the complaints of one query into one error. */
function gathered(error: unknown): readonly unknown[] {
  const at = error instanceof GraphQLError && error.originalError ? error.originalError : error;
  if (!(at instanceof Error) || !('errors' in at) || !Array.isArray(at.errors)) return [error];
  return at.errors;
}

/** At most ten errors, as they go out. */
export function answerErrors(thrown: readonly unknown[], logger: Logger): readonly GraphQLFormattedError[] {
  return thrown
    .map(ofFastify)
    .flatMap(gathered)
    .slice(0, MAX_ERRORS)
    .map((error) => translate(error, logger));
}

/** Statuses that hold whatever media type the client takes: the request is not one of GraphQL. */
const OF_TRANSPORT: Readonly<Record<string, number>> = {
  GRAPHQL_MEDIA_TYPE: 415,
  GRAPHQL_METHOD_NOT_ALLOWED: 405,
  GRAPHQL_BODY_INVALID: 400,
  GRAPHQL_CROSS_SITE: 403,
};

/** 200 with errors for `application/json`, as its readers expect, but for faults of the transport. */
export function statusFor(errors: readonly GraphQLFormattedError[], accept: string | undefined): number {
  const [first] = errors;
  const code = String(first?.extensions?.['code']);
  const transport = OF_TRANSPORT[code];
  if (transport !== undefined) return transport;
  const status = statusOf(errors);
  const always = status === 401 || status === 413 || status >= 500;
  return always || accept?.includes(RESPONSE_TYPE) ? status : 200;
}

/** Answers a request that failed before or outside of its execution. */
export function respond(
  thrown: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  logger: Logger,
): FastifyReply {
  const errors = answerErrors([thrown], logger);
  const status = statusFor(errors, request.headers.accept);
  if (status === 401) void reply.header('www-authenticate', 'Bearer realm="plimsoll"');
  if (status === 405) void reply.header('allow', 'POST');
  return reply.code(status).type(mediaType(request.headers.accept)).send({ errors });
}

export const mediaType = (accept: string | undefined): string =>
  `${accept?.includes(RESPONSE_TYPE) ? RESPONSE_TYPE : 'application/json'}; charset=utf-8`;
