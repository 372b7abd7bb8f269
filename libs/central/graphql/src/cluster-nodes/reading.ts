import type { Setting } from '@plimsoll/model';
import { Field, ObjectType } from '@nestjs/graphql';
import { ReadingStateEnum } from '../schema/enums.js';

export type ReadingState = 'read' | 'absent' | 'unreadable' | 'not-collected';

@ObjectType({ description: 'What was read of a node, in its own words, or why nothing was.' })
export class Reading {
  @Field(() => String, { nullable: true, description: 'Raw; null where nothing was read.' })
  readonly value!: string | null;

  @Field(() => ReadingStateEnum, { description: 'Whether it was read.' })
  readonly state!: ReadingState;

  @Field(() => String, { description: 'Why there is no value; empty where there is one.' })
  readonly detail!: string;
}

/** A setting that the source does not name was never looked for by that agent. */
export function reading(setting: Setting | undefined): Reading {
  if (setting === undefined) return { value: null, state: 'not-collected', detail: '' };
  if (typeof setting === 'string') return { value: setting, state: 'read', detail: '' };
  if ('absent' in setting) return { value: null, state: 'absent', detail: setting.absent };
  const { unreadable, detail } = setting;
  return {
    value: null,
    state: 'unreadable',
    detail: detail === undefined ? unreadable : `${unreadable}: ${detail}`,
  };
}
