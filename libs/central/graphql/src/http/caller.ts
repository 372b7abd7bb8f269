import { authenticate, type IdentityContext, type Principal } from '@plimsoll/identity';
import type { IncomingHttpHeaders } from 'node:http';
import { graphqlErrors } from '../errors.js';

/** What identifies a caller; a request's, or those that opened a socket. */
export interface Asking {
  readonly headers: IncomingHttpHeaders;
}

export const SESSION_COOKIE = 'plimsoll_session';
const BEARER = /^bearer +(\S+)$/i;

/**
 * Who sends a request: by `Authorization: Bearer` or, from pages of this server, by the session cookie. The organization
 * is that of the token and of nothing else.
 * @throws GRAPHQL_UNAUTHENTICATED, GRAPHQL_CROSS_SITE, TOKEN_REFUSED
 */
export async function callerOf(identity: IdentityContext, request: Asking): Promise<Principal> {
  const { authorization } = request.headers;
  if (authorization !== undefined) return authenticate(identity, bearer(authorization));
  const session = sessionOf(request.headers.cookie);
  if (session === undefined)
    throw graphqlErrors.error('GRAPHQL_UNAUTHENTICATED', 'The request carries no API token.');
  assertSameOrigin(request);
  return authenticate(identity, session);
}

function bearer(authorization: string): string {
  const token = BEARER.exec(authorization)?.[1];
  if (token !== undefined) return token;
  throw graphqlErrors.error('GRAPHQL_UNAUTHENTICATED', 'The header Authorization holds no bearer token.');
}

function sessionOf(cookies: string | undefined): string | undefined {
  const prefix = `${SESSION_COOKIE}=`;
  return cookies
    ?.split(';')
    .map((cookie) => cookie.trim())
    .find((cookie) => cookie.startsWith(prefix))
    ?.slice(prefix.length);
}

/**
 * A browser names where a request comes from; one that names nothing (an old one, or no browser) is refused when it uses
 * the cookie. @throws GRAPHQL_CROSS_SITE
 */
export function assertSameOrigin({ headers }: Asking): void {
  const { origin, host } = headers;
  const site = headers['sec-fetch-site'];
  const sameHost = origin !== undefined && URL.canParse(origin) && new URL(origin).host === host;
  if (site === 'same-origin' ? origin === undefined || sameHost : site === undefined && sameHost) return;
  throw graphqlErrors.error('GRAPHQL_CROSS_SITE', 'The request comes from a page of another site.');
}
