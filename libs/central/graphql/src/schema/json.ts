import { GraphQLScalarType } from 'graphql';
import { graphqlErrors } from '../errors.js';

const refuse = (): never => {
  throw graphqlErrors.error('GRAPHQL_ARGUMENT_INVALID', 'JSON is an output only.');
};

export const Json = new GraphQLScalarType<never, unknown>({
  name: 'JSON',
  description: 'Any JSON value, as it was observed: a setting, a field of an object. Output only.',
  serialize: (value) => value,
  parseValue: refuse,
  parseLiteral: refuse,
});
