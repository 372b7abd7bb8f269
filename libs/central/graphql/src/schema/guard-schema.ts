import { PERMISSIONS, assertMay, type Permission } from '@plimsoll/identity';
import {
  defaultFieldResolver,
  isObjectType,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLSchema,
} from 'graphql';
import { graphqlErrors } from '../errors.js';
import type { ApiRequest } from '../request/api-request.js';
import { checkArguments } from './check-arguments.js';

/** What Mercurius hands to every resolver. */
export interface GraphqlContext {
  readonly request: ApiRequest;
}

type Field = GraphQLField<unknown, GraphqlContext>;

/** The permission that a root field was declared with. */
export function permissionOf(field: Pick<Field, 'extensions'>): Permission | undefined {
  const declared = field.extensions['permission'];
  return PERMISSIONS.find((permission) => permission === declared);
}

/**
 * Wraps every root field with its permission and every field with arguments with their bounds; in one place, so that no
 * resolver can forget them. @throws GRAPHQL_FIELD_UNGUARDED for a root field without permission
 */
export function guardSchema(schema: GraphQLSchema): GraphQLSchema {
  const roots = new Set([schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]);
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      if (roots.has(type)) guardRoot(field, type.name);
      else if (field.args.length > 0) field.resolve = bounded(field);
    }
  }
  return schema;
}

function guardRoot(field: Field, type: string): void {
  const permission = permissionOf(field);
  if (permission === undefined)
    throw graphqlErrors.error('GRAPHQL_FIELD_UNGUARDED', `${type}.${field.name} has no permission`);
  const resolve = bounded(field);
  field.resolve = (source, args, context, info) => {
    assertMay(context.request.principal, permission);
    return resolve(source, args, context, info);
  };
}

function bounded(field: Field): GraphQLFieldResolver<unknown, GraphqlContext> {
  const resolve = field.resolve ?? defaultFieldResolver;
  return (source, args, context, info) => {
    checkArguments(args);
    return resolve(source, args, context, info);
  };
}
