import type { Change, Severity } from '@plimsoll/model';
import type { PostureCatalog } from '@plimsoll/posture';
import { Field, Float, Int, ObjectType } from '@nestjs/graphql';
import { Control, controlNode } from '../controls/control.js';
import { SeverityEnum } from '../schema/enums.js';

@ObjectType({ description: 'A control whose fixing raises the score.' })
export class Improvement {
  @Field(() => Control, { description: 'The control, with its remedy.' })
  readonly control!: Control;

  @Field(() => SeverityEnum, { description: 'Of the control.' })
  readonly severity!: Severity;

  @Field(() => String, { description: 'What to do.' })
  readonly remedy!: string;

  @Field(() => Int, { description: 'Subjects to fix.' })
  readonly subjects!: number;

  @Field(() => Float, { description: 'Points of the score, 0 to 100, that fixing all of them is worth.' })
  readonly gain!: number;
}

export function improvementView(catalog: PostureCatalog, change: Change): readonly Improvement[] {
  const control = catalog.control(change.control);
  if (control === undefined) return [];
  const { severity, subjects, gain } = change;
  return [{ control: controlNode(control), severity, remedy: control.remedy, subjects, gain }];
}
