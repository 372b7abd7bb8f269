import { Field, Int, ObjectType, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { Type } from '@nestjs/common';

/** How many there are, counted only as far as is cheap. */
export interface Total {
  readonly count: number;
  readonly exact: boolean;
}

@ObjectType({ description: 'Where a page ends (Relay).' })
export class PageInfo {
  @Field(() => Boolean, { description: 'There is more after `endCursor`.' })
  readonly hasNextPage!: boolean;

  @Field(() => Boolean, { description: 'The page does not begin the list.' })
  readonly hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true, description: 'Of the first edge; null on an empty page.' })
  readonly startCursor!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Of the last edge, for `after`; null on an empty page.',
  })
  readonly endCursor!: string | null;
}

export interface EdgeOf<Node> {
  readonly cursor: string;
  readonly node: Node;
}

export interface ConnectionOf<Node> {
  readonly edges: readonly EdgeOf<Node>[];
  readonly nodes: readonly Node[];
  readonly pageInfo: PageInfo;
  readonly total: () => Promise<Total>;
}

/** The Relay connection of a type: `class XConnection extends connectionOf(X) {}`. */
export function connectionOf<Node extends object>(node: Type<Node>): Type<ConnectionOf<Node>> {
  @ObjectType(`${node.name}Edge`, { description: `One of a page, with its cursor.` })
  class Edge {
    @Field(() => String, { description: 'Opaque; for `after` under the same filter and order.' })
    readonly cursor!: string;

    @Field(() => node, { description: 'What the edge leads to.' })
    readonly node!: Node;
  }

  @ObjectType({ isAbstract: true })
  class Connection {
    @Field(() => [Edge], { description: 'The page with a cursor each.' })
    readonly edges!: readonly Edge[];

    @Field(() => [node], { description: 'The page without cursors.' })
    readonly nodes!: readonly Node[];

    @Field(() => PageInfo, { description: 'Whether and how to go on.' })
    readonly pageInfo!: PageInfo;

    readonly total!: () => Promise<Total>;
  }
  return Connection;
}

/** Counts only when the count is selected, once for both fields. */
export function totalsOf(connection: Type<ConnectionOf<object>>): Type<object> {
  @Resolver(() => connection)
  class Totals {
    @ResolveField(() => Int, {
      description: 'How many there are on all pages, counted up to 10,000. Costs a count: ask for it once.',
    })
    async totalCount(@Parent() page: ConnectionOf<object>): Promise<number> {
      return (await page.total()).count;
    }

    @ResolveField(() => Boolean, { description: 'There are more than `totalCount` says.' })
    async totalCountIsEstimate(@Parent() page: ConnectionOf<object>): Promise<boolean> {
      return !(await page.total()).exact;
    }
  }
  return Totals;
}
