import { GraphQLError, parse, type DocumentNode } from 'graphql';
import { graphqlErrors } from '../errors.js';
import type { Limits } from './limits.js';
import { measure, type Variables } from './measure.js';

/** Refuses text that is too large or has too many tokens; nothing else may look at it before. */
export function checkText(source: string, limits: Limits): DocumentNode {
  const bytes = Buffer.byteLength(source);
  if (bytes > limits.bytes)
    throw graphqlErrors.error(
      'GRAPHQL_TOO_LARGE',
      `The query has ${bytes} bytes; ${limits.bytes} are allowed.`,
      { details: { limit: limits.bytes, value: bytes } },
    );
  try {
    return parse(source, { maxTokens: limits.tokens });
  } catch (error) {
    if (error instanceof GraphQLError && error.message.includes('tokens'))
      throw graphqlErrors.error(
        'GRAPHQL_TOO_MANY_TOKENS',
        `The query has more than ${limits.tokens} tokens.`,
        { details: { limit: limits.tokens } },
      );
    if (!(error instanceof GraphQLError)) throw error;
    const { line = 0, column = 0 } = error.locations?.[0] ?? {};
    throw graphqlErrors.error('GRAPHQL_PARSE_FAILED', error.message, {
      details: { line, column },
      cause: error,
    });
  }
}

/** Refuses what is too deep, has too many aliases or costs too much. */
export function checkDocument(document: DocumentNode, variables: Variables, limits: Limits): void {
  const { depth, aliases, cost } = measure(document, variables);
  if (depth > limits.depth)
    throw graphqlErrors.error('GRAPHQL_TOO_DEEP', `The query is deeper than ${limits.depth} levels.`, {
      details: { limit: limits.depth },
    });
  if (aliases > limits.aliases)
    throw graphqlErrors.error(
      'GRAPHQL_TOO_MANY_ALIASES',
      `The query has ${aliases} aliases; ${limits.aliases} are allowed.`,
      { details: { limit: limits.aliases, value: aliases } },
    );
  if (cost > limits.cost)
    throw graphqlErrors.error('GRAPHQL_TOO_COSTLY', `The query costs ${cost}; ${limits.cost} are allowed.`, {
      details: { limit: limits.cost, value: cost },
    });
}
