import { Args, Context, ID, Query, Resolver } from '@nestjs/graphql';
import { readGlobalId } from '../ids/global-id.js';
import { ApiRequest } from '../request/api-request.js';
import { Permit } from '../schema/permit.js';
import { Framework, frameworkNode } from './framework.js';

@Resolver()
export class FrameworksResolver {
  @Permit('read')
  @Query(() => [Framework], { description: 'Every framework of the catalogue.' })
  frameworks(@Context('request') { parts: { catalog } }: ApiRequest): readonly Framework[] {
    return catalog.frameworks.map((framework) => frameworkNode(framework, catalog));
  }

  @Permit('read')
  @Query(() => Framework, { nullable: true, description: 'One framework; null for an id that none has.' })
  framework(
    @Context('request') { parts: { catalog } }: ApiRequest,
    @Args('id', { type: () => ID, description: 'Its id or slug.' }) id: string,
  ): Framework | null {
    const slug = readGlobalId(id)?.parts[0] ?? id;
    const found = catalog.frameworks.find((framework) => framework.id === slug);
    return found === undefined ? null : frameworkNode(found, catalog);
  }
}
