import type { Principal } from '@plimsoll/identity';
import { isPlimsollError } from '@plimsoll/errors';
import type { ApiParts } from '../api-parts.js';
import { callerOf, type Asking } from '../http/caller.js';

/** Why a socket ends, as the other side sees it: codes of graphql-transport-ws and of WebSocket. */
export interface SocketEnd {
  readonly code: number;
  readonly reason: string;
}

export const ENDS = {
  unauthorized: { code: 4401, reason: 'Unauthorized' },
  forbidden: { code: 4403, reason: 'Forbidden' },
  flood: { code: 1008, reason: 'Too many messages' },
  stopping: { code: 1001, reason: 'The server is stopping' },
  unavailable: { code: 1013, reason: 'Try again later' },
  defect: { code: 4500, reason: 'Internal server error' },
} as const satisfies Readonly<Record<string, SocketEnd>>;
export type EndName = keyof typeof ENDS | 'slow' | 'silent';

/** Which end a refusal to say who asks comes to. */
export function endOf(error: unknown): keyof typeof ENDS {
  if (!isPlimsollError(error)) return 'defect';
  if (error.kind === 'unauthenticated') return 'unauthorized';
  if (error.kind === 'forbidden') return 'forbidden';
  return error.kind === 'unavailable' ? 'unavailable' : 'defect';
}

/**
 * Who holds a socket: by `authorization` in the payload of `connection_init`, by that header of the request that opened
 * it, or, from pages of this server, by the session cookie. Asked again for every operation and every event.
 */
export class SocketCaller {
  private asking: Asking | undefined;

  constructor(
    private readonly parts: Pick<ApiParts, 'identity'>,
    private readonly opened: Asking,
  ) {}

  /** @throws GRAPHQL_UNAUTHENTICATED, GRAPHQL_CROSS_SITE, TOKEN_REFUSED */
  init(payload: Readonly<Record<string, unknown>> | undefined): Promise<Principal> {
    const authorization = authorizationIn(payload);
    const { headers } = this.opened;
    this.asking = authorization === undefined ? { headers } : { headers: { authorization } };
    return this.again();
  }

  /** @throws as `init`, once the token was revoked or expired */
  again(): Promise<Principal> {
    return callerOf(this.parts.identity, this.asking ?? { headers: {} });
  }
}

function authorizationIn(payload: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const entry = Object.entries(payload ?? {}).find(([name]) => name.toLowerCase() === 'authorization');
  return entry === undefined ? undefined : String(entry[1]);
}
