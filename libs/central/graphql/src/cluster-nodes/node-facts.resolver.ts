import { Args, ArgsType, Field, Int, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { graphqlErrors } from '../errors.js';
import { FACT_ENTRIES } from '../limits/limits.js';
import {
  componentsOf,
  FactComponent,
  FactFile,
  FactSetting,
  filesPart,
  NodeFacts,
  settingsPart,
  type Part,
} from './node-facts.js';

/** A part of many entries, which are sorted by key. */
@ArgsType()
class PartArgs {
  @Field(() => [String], { nullable: true, description: 'Only these keys.' })
  readonly keys?: readonly string[] | null;

  @Field(() => String, { nullable: true, description: 'Only keys that begin so.' })
  readonly startsWith?: string | null;

  @Field(() => String, { nullable: true, description: 'Only keys after this one: the last of a page.' })
  readonly after?: string | null;

  @Field(() => Int, { description: 'How many, 1 to 1000.' })
  readonly first!: number;
}

function partOf({ first, ...rest }: PartArgs): Part {
  if (first >= 1 && first <= FACT_ENTRIES.max) return { ...rest, limit: first };
  throw graphqlErrors.error('GRAPHQL_PAGE_SIZE', `first is ${first}`, { details: { argument: 'first' } });
}

@Resolver(() => NodeFacts)
export class NodeFactsResolver {
  @ResolveField(() => [FactSetting], { description: 'By key; empty for a source of another shape.' })
  settings(@Parent() facts: NodeFacts, @Args() part: PartArgs): readonly FactSetting[] {
    return settingsPart(facts, partOf(part));
  }

  @ResolveField(() => [FactFile], { description: 'By path; empty for a source of another shape.' })
  files(@Parent() facts: NodeFacts, @Args() part: PartArgs): readonly FactFile[] {
    return filesPart(facts, partOf(part));
  }

  @ResolveField(() => [FactComponent], { description: 'Empty for a source of another shape.' })
  components(@Parent() facts: NodeFacts): readonly FactComponent[] {
    return componentsOf(facts);
  }
}
