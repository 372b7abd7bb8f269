import { Field, ObjectType } from '@nestjs/graphql';
import { writeGlobalId } from '../ids/global-id.js';
import { Node } from '../node-by-id/node.js';
import { DateTime } from '../schema/date-time.js';
import { CommandKindEnum } from '../schema/enums.js';
import type { CommandRow } from './commands.repository.js';

@ObjectType({
  implements: () => [Node],
  description:
    'Something a cluster was asked to do. It is sent again after each reconnect until it is acknowledged.',
})
export class Command extends Node {
  readonly __typename!: 'Command';

  @Field(() => CommandKindEnum, { description: 'What.' })
  readonly kind!: 'refresh';

  @Field(() => DateTime, { description: 'When it was asked.' })
  readonly createdAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'When the agent answered; null: it waits.' })
  readonly acknowledgedAt!: Date | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether the agent did it; null: it waits.' })
  readonly ok!: boolean | null;

  @Field(() => String, { nullable: true, description: "The agent's words." })
  readonly detail!: string | null;
}

export function commandView({ clusterId, commandId, ...row }: CommandRow): Command {
  const id = writeGlobalId({ type: 'Command', parts: [clusterId, commandId] });
  return { __typename: 'Command', id, ...row };
}
