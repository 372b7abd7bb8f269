import type { Framework as CatalogFramework } from '@plimsoll/engine';
import type { PostureCatalog } from '@plimsoll/posture';
import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { readGlobalId, writeGlobalId } from '../ids/global-id.js';
import { Node } from '../node-by-id/node.js';
import { AssessmentEnum, MappingEnum } from '../schema/enums.js';

@ObjectType({ description: 'A control that counts for a requirement.' })
export class RequirementControl {
  @Field(() => String, { description: 'Slug of the control.' })
  readonly control!: string;

  @Field(() => MappingEnum, { description: 'How it counts.' })
  readonly mapping!: 'direct' | 'partial';

  @Field(() => Boolean, { description: 'The catalogue has it; else it counts as unknown.' })
  readonly implemented!: boolean;
}

@ObjectType({ description: 'A numbered item of a framework.' })
export class Requirement {
  @Field(() => String, { description: 'Its number or name within the framework.' })
  readonly requirement!: string;

  @Field(() => String, { description: 'As published.' })
  readonly title!: string;

  @Field(() => String, { nullable: true, description: 'The part of the framework that it stands in.' })
  readonly section!: string | null;

  @Field(() => Int, { nullable: true, description: 'Level or profile, where the framework has them.' })
  readonly level!: number | null;

  @Field(() => AssessmentEnum, { description: 'By controls or by a person.' })
  readonly assessment!: 'automated' | 'manual';

  @Field(() => [RequirementControl], { description: 'The controls that count for it.' })
  readonly controls!: readonly RequirementControl[];
}

@ObjectType({
  implements: () => [Node],
  description: "A published standard at a fixed revision, or one that follows the cluster's version.",
})
export class Framework extends Node {
  readonly __typename!: 'Framework';

  @Field(() => ID, { description: 'Readable and permanent, for instance `pss-restricted`.' })
  readonly slug!: string;

  @Field(() => String, { description: 'As published.' })
  readonly title!: string;

  @Field(() => String, { description: 'Which edition.' })
  readonly revision!: string;

  @Field(() => String, { description: 'Where it is published.' })
  readonly source!: string;

  @Field(() => [Requirement], { description: 'In the order of the framework.' })
  readonly requirements!: readonly Requirement[];
}

/** By global id or slug. @throws POSTURE_FRAMEWORK_UNKNOWN, naming those that are known */
export function frameworkOf(catalog: PostureCatalog, id: string): CatalogFramework {
  const global = readGlobalId(id);
  return catalog.framework(global?.type === 'Framework' ? (global.parts[0] ?? '') : id);
}

export function frameworkNode(framework: CatalogFramework, catalog: PostureCatalog): Framework {
  return {
    __typename: 'Framework',
    id: writeGlobalId({ type: 'Framework', parts: [framework.id] }),
    slug: framework.id,
    title: framework.title,
    revision: framework.revision,
    source: framework.source,
    requirements: framework.requirements.map((requirement) => ({
      requirement: requirement.id,
      title: requirement.title,
      section: requirement.section ?? null,
      level: requirement.level ?? null,
      assessment: requirement.assessment,
      controls: requirement.controls.map(({ control, mapping }) => ({
        control,
        mapping,
        implemented: catalog.control(control) !== undefined,
      })),
    })),
  };
}
