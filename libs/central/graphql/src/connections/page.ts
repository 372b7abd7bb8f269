import { ArgsType, Field, Int } from '@nestjs/graphql';
import { graphqlErrors } from '../errors.js';
import type { CursorScope, Position } from '../ids/cursor.js';
import { PAGE_SIZE } from '../limits/limits.js';
import type { ApiRequest } from '../request/api-request.js';
import type { ConnectionOf, Total } from './connection.js';

/** The arguments of every connection. */
@ArgsType()
export class PageArgs {
  @Field(() => Int, { defaultValue: PAGE_SIZE.default, description: 'Page size, 1 to 100.' })
  readonly first!: number;

  @Field(() => String, { nullable: true, description: 'The cursor after which the page begins.' })
  readonly after?: string | null;
}

export interface PageSource<Row, Node> {
  readonly scope: Omit<CursorScope, 'organizationId'>;
  /** The rows after the position, in order, at most `limit`. */
  readonly load: (after: Position | undefined, limit: number) => Promise<readonly Row[]>;
  readonly positionOf: (row: Row) => Position;
  readonly nodeOf: (row: Row) => Node;
  readonly total: () => Promise<Total>;
}

/** @throws GRAPHQL_PAGE_SIZE */
export function pageSize(first: number | null | undefined): number {
  const size = first ?? PAGE_SIZE.default;
  if (size >= 1 && size <= PAGE_SIZE.max) return size;
  throw graphqlErrors.error('GRAPHQL_PAGE_SIZE', `first is ${size}`, { details: { argument: 'first' } });
}

/** One page by keyset: rows that come and go before it do not shift it. @throws GRAPHQL_PAGE_SIZE, GRAPHQL_CURSOR_INVALID */
export async function pageOf<Row, Node>(
  request: ApiRequest,
  { first, after }: PageArgs,
  source: PageSource<Row, Node>,
): Promise<ConnectionOf<Node>> {
  const size = pageSize(first);
  const { cursors } = request.parts;
  const scope = { organizationId: request.principal.organizationId, ...source.scope };
  const position = after === undefined || after === null ? undefined : cursors.read(after, scope);
  const rows = await source.load(position, size + 1);
  const edges = rows.slice(0, size).map((row) => ({
    cursor: cursors.write(source.positionOf(row), scope),
    node: source.nodeOf(row),
  }));
  let counted: Promise<Total> | undefined;
  return {
    edges,
    nodes: edges.map(({ node }) => node),
    pageInfo: {
      hasNextPage: rows.length > size,
      hasPreviousPage: position !== undefined,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    total: () => (counted ??= source.total()),
  };
}
