import type { FastifyRequest } from 'fastify';
import { graphqlErrors } from '../errors.js';

/** Of a whole POST body; the query's own limit is stricter. */
export const BODY_BYTES = 131_072;
const BATCHED = 'One request holds one operation; a list of them is not taken.';

/** Only JSON: whatever a form of another site can send without asking first is refused. @throws GRAPHQL_MEDIA_TYPE */
export function assertJson({ method, headers }: FastifyRequest): void {
  if (method === 'GET') return;
  const [type = ''] = (headers['content-type'] ?? '').split(';');
  if (type.trim().toLowerCase() === 'application/json') return;
  throw graphqlErrors.error('GRAPHQL_MEDIA_TYPE', 'The body is not said to be application/json.');
}

const TEXTS = ['query', 'operationName'] as const;

/** Checks the members of a request before anything reads them. @throws GRAPHQL_BODY_INVALID */
export function assertRequest({ method, body, query }: FastifyRequest): void {
  const members: unknown = method === 'GET' ? query : body;
  if (Array.isArray(members)) throw graphqlErrors.error('GRAPHQL_BODY_INVALID', BATCHED);
  if (!isObject(members)) return refuse('The body is not a JSON object.');
  if (typeof members['query'] !== 'string' || members['query'] === '') refuse('There is no query.');
  for (const name of TEXTS)
    if (members[name] !== undefined && members[name] !== null && typeof members[name] !== 'string')
      refuse(`${name} is not a text.`);
  const { variables } = members;
  if (variables === undefined || variables === null) return;
  if (method === 'GET' ? !isObject(parsed(variables)) : !isObject(variables))
    refuse('variables is not a JSON object.');
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parsed(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function refuse(message: string): never {
  throw graphqlErrors.error('GRAPHQL_BODY_INVALID', message);
}
