import { Field, ID, InterfaceType } from '@nestjs/graphql';

/** Every object of the graph that has an id of its own carries its type, so that `node(id)` can tell it. */
export interface Typed {
  readonly __typename: string;
}

@InterfaceType({
  description: 'Anything that `node(id)` finds.',
  resolveType: (value: Typed) => value.__typename,
})
export abstract class Node {
  @Field(() => ID, { description: 'Opaque and permanent; unique over all types.' })
  readonly id!: string;
}
