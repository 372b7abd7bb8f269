import { Field, ObjectType } from '@nestjs/graphql';
import { Json } from '../schema/json.js';

@ObjectType({ description: 'One thing that was observed, and what was wanted of it.' })
export class Evidence {
  @Field(() => String, {
    description: "The source's own key: a field path, a dotted sysctl name, a boot parameter, a file path.",
  })
  readonly path!: string;

  @Field(() => Json, { nullable: true, description: 'What is there; null for nothing.' })
  readonly value!: unknown;

  @Field(() => String, { description: 'In words: `not true`, `>= 1`.' })
  readonly wanted!: string;
}
