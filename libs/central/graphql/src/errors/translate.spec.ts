import { GraphQLError } from 'graphql';
import { describe, expect, it } from 'vitest';
import { silentLogger, type LogFields } from '@plimsoll/runtime';
import { graphqlErrors } from '../errors.js';
import { statusOf, translate } from './translate.js';

const wrap = (original: Error): GraphQLError =>
  new GraphQLError(original.message, { originalError: original, path: ['clusters', 0] });

describe('the translation of errors', () => {
  it('says code, kind, hint, details and path of what is ours', () => {
    const error = graphqlErrors.error('GRAPHQL_PAGE_SIZE', 'first is 0', { details: { argument: 'first' } });
    expect(translate(wrap(error), silentLogger)).toEqual({
      message: 'first is 0',
      path: ['clusters', 0],
      extensions: {
        code: 'GRAPHQL_PAGE_SIZE',
        kind: 'invalid',
        hint: 'Take `first` from 1 to 100; among the entries of one fact to 1000.',
        details: { argument: 'first' },
      },
    });
  });

  it('masks a defect, and logs it with the same correlation id', () => {
    const logged: LogFields[] = [];
    const logger = { ...silentLogger, error: (fields: LogFields) => void logged.push(fields) };
    const answer = translate(wrap(new Error('select * from canary')), logger);
    expect(JSON.stringify(answer)).not.toContain('canary');
    expect(answer.extensions).toMatchObject({
      code: 'GRAPHQL_INTERNAL',
      details: { correlationId: logged[0]?.['correlationId'] },
    });
    expect(logged[0]).toMatchObject({ error: 'select * from canary' });
  });

  it('gives complaints of a query their own code', () => {
    expect(translate(new GraphQLError('Cannot query field "x"'), silentLogger).extensions).toMatchObject({
      code: 'GRAPHQL_VALIDATION_FAILED',
    });
  });

  it('takes complaints of variables for those of the query, and those of an answer for defects', () => {
    const inner = new GraphQLError('Int cannot represent "x"');
    const variable = new GraphQLError('Variable "$n" got invalid value', { originalError: inner });
    expect(translate(variable, silentLogger).extensions).toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED' });
    const answer = new GraphQLError('Enum cannot represent canary', { originalError: inner, path: ['a'] });
    expect(translate(answer, silentLogger)).toMatchObject({
      message: 'The request failed by a defect of the server.',
      extensions: { code: 'GRAPHQL_INTERNAL' },
    });
  });

  it.each([
    ['GRAPHQL_UNAUTHENTICATED', 401],
    ['GRAPHQL_FORBIDDEN', 403],
    ['GRAPHQL_TOO_LARGE', 413],
    ['GRAPHQL_TOO_DEEP', 400],
    ['GRAPHQL_INTERNAL', 500],
  ] as const)('%s without data is %i', (code, status) => {
    expect(statusOf([translate(graphqlErrors.error(code, 'x'), silentLogger)])).toBe(status);
  });
});
