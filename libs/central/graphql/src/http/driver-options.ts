import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { getOperationAST, parse, type DocumentNode } from 'graphql';
import type { ApiParts } from '../api-parts.js';
import { graphqlErrors } from '../errors.js';
import { LimitHooks } from '../limits/hooks.js';
import { ApiRequest } from '../request/api-request.js';
import { guardSchema, notOverHttp } from '../schema/guard-schema.js';
import { callerOf } from './caller.js';
import { assertJson, assertRequest, BODY_BYTES } from './request-body.js';
import { answerErrors, mediaType, respond, statusFor } from './respond.js';

/** What the hooks see of Mercurius' context. */
interface HookContext {
  readonly reply?: { readonly request: FastifyRequest };
}

/** Most complaints of one query that are looked for. */
const MOST_COMPLAINTS = 10;

/** How Mercurius is run: authenticated before the body is read, held to the limits before anything is validated. */
export function driverOptions(parts: ApiParts): MercuriusDriverConfig {
  const requests = new WeakMap<FastifyRequest, ApiRequest>();
  return {
    driver: MercuriusDriver,
    path: '/graphql',
    autoSchemaFile: true,
    sortSchema: true,
    transformSchema: guardSchema,
    transformAutoSchemaFile: false,
    jit: 1,
    graphiql: false,
    allowBatchedQueries: false,
    graphql: { validateOptions: { maxErrors: MOST_COMPLAINTS } },
    context: (request: FastifyRequest) => ({ request: requests.get(request) }),
    errorHandler: (error: Error, request: FastifyRequest, reply: FastifyReply): void =>
      void respond(error, request, reply, parts.logger),
    errorFormatter: (execution, context) => {
      const errors = answerErrors(execution.errors ?? [], parts.logger);
      const accept = context.reply?.request.headers.accept;
      const statusCode = execution.data ? 200 : statusFor(errors, accept);
      return { statusCode, response: { data: execution.data ?? null, errors: [...errors] } };
    },
    additionalRouteOptions: routeOptions(parts, requests),
    hooks: hooks(parts),
  };
}

function routeOptions(parts: ApiParts, requests: WeakMap<FastifyRequest, ApiRequest>) {
  const seconds = parts.metrics.histogram(
    'plimsoll_graphql_seconds',
    'How long requests of the API took',
    [0.005, 0.02, 0.05, 0.2, 1, 5],
    ['status'],
  );
  return {
    bodyLimit: BODY_BYTES,
    schema: {},
    preParsing: async (request: FastifyRequest): Promise<void> => {
      assertJson(request);
      requests.set(request, new ApiRequest(parts, await callerOf(parts.identity, request)));
    },
    preValidation: async (request: FastifyRequest): Promise<void> => assertRequest(request),
    preHandler: async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
      reply.type(mediaType(request.headers.accept)).header('cache-control', 'no-store');
    },
    onResponse: async (_request: FastifyRequest, reply: FastifyReply): Promise<void> => {
      seconds.observe(reply.elapsedTime / 1000, { status: String(reply.statusCode) });
    },
  };
}

function hooks(parts: ApiParts): NonNullable<MercuriusDriverConfig['hooks']> {
  const limits = new LimitHooks(parts.limits);
  return {
    // The only gate before Mercurius parses and validates; what it refuses is never tried as a JSON document.
    preParsing: async (schema: unknown, source: string, context: HookContext) => {
      await limits.preParsing(schema, source);
      if (context.reply?.request.method === 'GET') assertQuery(source, context.reply.request.query);
    },
    preExecution: async (schema: unknown, document: DocumentNode, context: unknown, variables: unknown) => {
      await limits.preExecution(schema, document, context, variables);
      const subscribes = document.definitions.some(
        (definition) => definition.kind === 'OperationDefinition' && definition.operation === 'subscription',
      );
      if (subscribes) throw notOverHttp();
      // A compiled text answers one operation whatever is named later, so a text of several is not compiled.
      const operations = document.definitions.filter(({ kind }) => kind === 'OperationDefinition');
      return operations.length > 1 ? { document } : undefined;
    },
  };
}

/** @throws GRAPHQL_METHOD_NOT_ALLOWED, GRAPHQL_VALIDATION_FAILED */
function assertQuery(source: string, members: unknown): void {
  const named = typeof members === 'object' && members !== null && 'operationName' in members;
  const name = named && typeof members.operationName === 'string' ? members.operationName : undefined;
  const operation = getOperationAST(parse(source), name);
  if (!operation)
    throw graphqlErrors.error('GRAPHQL_VALIDATION_FAILED', 'The query has no operation of that name.');
  if (operation.operation !== 'query')
    throw graphqlErrors.error('GRAPHQL_METHOD_NOT_ALLOWED', 'GET takes queries only.');
}
