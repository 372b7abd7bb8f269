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
  const roots = new Set([schema.getQueryType(), schema.getMutationType()]);
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      if (type === schema.getSubscriptionType()) guardSubscription(field, type.name);
      else if (roots.has(type)) guardRoot(field, type.name);
      else if (field.args.length > 0) field.resolve = bounded(field);
    }
  }
  return schema;
}

function guardRoot(field: Field, type: string): void {
  const permission = declaredPermission(field, type);
  const resolve = bounded(field);
  field.resolve = (source, args, context, info) => {
    assertMay(context.request.principal, permission);
    return resolve(source, args, context, info);
  };
}

/** Both when it begins and at each event, which carries its value under the field's name; a plain request has none. */
function guardSubscription(field: Field, type: string): void {
  const permission = declaredPermission(field, type);
  const { subscribe } = field;
  if (subscribe)
    field.subscribe = (source, args, context, info): unknown => {
      assertMay(context.request.principal, permission);
      checkArguments(args);
      return subscribe(source, args, context, info);
    };
  field.resolve = (event, _args, { request }): unknown => {
    assertMay(request.principal, permission);
    if (typeof event !== 'object' || event === null || !(field.name in event)) throw notOverHttp();
    return Reflect.get(event, field.name);
  };
}

export const notOverHttp = (): Error =>
  graphqlErrors.error('GRAPHQL_SUBSCRIPTION_TRANSPORT', 'A subscription cannot be answered by one response.');

function declaredPermission(field: Field, type: string): Permission {
  const permission = permissionOf(field);
  if (permission !== undefined) return permission;
  throw graphqlErrors.error('GRAPHQL_FIELD_UNGUARDED', `${type}.${field.name} has no permission`);
}

function bounded(field: Field): GraphQLFieldResolver<unknown, GraphqlContext> {
  const resolve = field.resolve ?? defaultFieldResolver;
  return (source, args, context, info) => {
    checkArguments(args);
    return resolve(source, args, context, info);
  };
}
