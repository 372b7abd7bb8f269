import type { ChangePosition } from '@plimsoll/posture';
import type { ApiRequest } from '../request/api-request.js';

const LIST = { list: 'changes', filter: null, order: null };
const scopeOf = ({ principal }: ApiRequest) => ({ organizationId: principal.organizationId, ...LIST });

/** One kind of cursor for `changedSince` and all subscriptions, so that each can go on where another ended. */
export const writeFeedCursor = (request: ApiRequest, position: ChangePosition): string =>
  request.parts.cursors.write([position.commit, position.taken, position.changedAt], scopeOf(request));

/** @throws GRAPHQL_CURSOR_INVALID */
export function readFeedCursor(request: ApiRequest, cursor: string): ChangePosition {
  const [commit, taken, changedAt] = request.parts.cursors.read(cursor, scopeOf(request)).map(Number);
  return { commit: commit ?? 0, taken: taken ?? 0, changedAt: changedAt ?? 0 };
}
