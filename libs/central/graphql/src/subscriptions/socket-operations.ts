import { answerErrors } from '../http/respond.js';
import type { ApiParts } from '../api-parts.js';
import type { Principal } from '@plimsoll/identity';
import {
  createSourceEventStream,
  execute,
  GraphQLError,
  validate,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLFormattedError,
  type GraphQLSchema,
} from 'graphql';
import { graphqlErrors } from '../errors.js';
import { checkDocument, checkText } from '../limits/enforce.js';
import { ApiRequest } from '../request/api-request.js';
import { MAX_ERRORS } from '../errors/translate.js';
import { interruptible } from './event-stream.js';

/** Asks again who holds the socket; ends it and throws when nobody may. */
export type Authenticate = () => Promise<Principal>;

/** As `subscribe` of graphql-transport-ws carries it; its shape was checked. */
export interface Asked {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
}

/** Runs what comes over sockets under the same limits, in the same order, as over HTTP. */
export class SocketOperations {
  constructor(
    private readonly parts: ApiParts,
    private readonly schema: () => GraphQLSchema,
  ) {}

  /** Limits, validation, and who asks. @returns what is wrong with it instead, where something is */
  async prepare(
    asked: Asked,
    open: number,
    authenticate: Authenticate,
  ): Promise<ExecutionArgs | readonly GraphQLError[]> {
    const { limits, sockets } = this.parts;
    try {
      if (open > sockets.operations)
        throw graphqlErrors.error(
          'GRAPHQL_TOO_MANY_OPERATIONS',
          `The socket has ${sockets.operations} operations already.`,
          { details: { limit: sockets.operations } },
        );
      const principal = await authenticate();
      const variableValues = asked.variables ?? {};
      const document = checkText(asked.query, limits);
      checkDocument(document, variableValues, limits);
      const schema = this.schema();
      const complaints = validate(schema, document, undefined, { maxErrors: MAX_ERRORS });
      if (complaints.length > 0) return complaints;
      const contextValue = { request: new ApiRequest(this.parts, principal) };
      return { schema, document, variableValues, operationName: asked.operationName ?? null, contextValue };
    } catch (error) {
      return [wrapped(error)];
    }
  }

  /** Every event is authorized anew and answers for its own instant. */
  async subscribe(
    args: ExecutionArgs,
    authenticate: Authenticate,
  ): Promise<ExecutionResult | AsyncGenerator<ExecutionResult, undefined>> {
    const source = await createSourceEventStream(args);
    if (!(Symbol.asyncIterator in source)) return source;
    const iterator = source[Symbol.asyncIterator]();
    const answer = async (rootValue: unknown): Promise<ExecutionResult> => {
      const contextValue = { request: new ApiRequest(this.parts, await authenticate()) };
      return execute({ ...args, rootValue, contextValue });
    };
    return interruptible(answers(iterator, answer), () => void iterator.return?.());
  }

  errors(errors: readonly unknown[]): readonly GraphQLFormattedError[] {
    return answerErrors(errors, this.parts.logger);
  }
}

async function* answers(
  iterator: AsyncIterator<unknown>,
  answer: (event: unknown) => Promise<ExecutionResult>,
): AsyncGenerator<ExecutionResult, undefined> {
  try {
    for (;;) {
      const { done, value } = await iterator.next();
      if (done) return undefined;
      yield await answer(value);
    }
  } finally {
    await iterator.return?.();
  }
}

const wrapped = (error: unknown): GraphQLError =>
  error instanceof GraphQLError
    ? error
    : new GraphQLError(error instanceof Error ? error.message : String(error), {
        originalError: error instanceof Error ? error : new Error(String(error)),
      });
