import type { Role } from '@plimsoll/identity';
import { Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { LabelInput } from '../clusters/cluster.js';
import { DateTime } from '../schema/date-time.js';
import { RoleEnum } from '../schema/enums.js';
import { UserError } from '../schema/user-error.js';
import { ApiToken, EnrollmentToken } from './token.js';

@InputType({ description: 'What the new token is.' })
export class CreateApiTokenInput {
  @Field(() => String, { description: '1 to 253 characters.' })
  readonly name!: string;

  @Field(() => RoleEnum, { description: "At most the caller's own." })
  readonly role!: Role;

  @Field(() => Int, { nullable: true, description: '1 to 365, default 90.' })
  readonly expiresInDays?: number | null;
}

@InputType({ description: 'What the new token is.' })
export class CreateEnrollmentTokenInput {
  @Field(() => String, { nullable: true, description: 'What it is for; at most 253 characters.' })
  readonly description?: string | null;

  @Field(() => [LabelInput], { nullable: true, description: 'Given to each cluster that enrols with it.' })
  readonly labels?: readonly LabelInput[] | null;

  @Field(() => ID, { nullable: true, description: 'A known cluster that shall enrol again.' })
  readonly cluster?: string | null;

  @Field(() => Int, { nullable: true, description: '1 to 100, default 1.' })
  readonly maxUses?: number | null;

  @Field(() => Int, { nullable: true, description: '60 to 2,592,000 (30 days), default a day.' })
  readonly expiresInSeconds?: number | null;
}

@ObjectType({ description: 'The new token, or why there is none.' })
export class CreateApiTokenPayload {
  @Field(() => ApiToken, { nullable: true, description: 'Null when none was made.' })
  readonly apiToken!: ApiToken | null;

  @Field(() => String, { nullable: true, description: 'Its text, shown this once.' })
  readonly text!: string | null;

  @Field(() => [UserError], { description: 'Empty when it was done.' })
  readonly userErrors!: readonly UserError[];
}

@ObjectType({ description: 'The token after the change, or why nothing was changed.' })
export class RevokeApiTokenPayload {
  @Field(() => ApiToken, { nullable: true, description: 'Null when nothing was changed.' })
  readonly apiToken!: ApiToken | null;

  @Field(() => [UserError], { description: 'Empty when it was done.' })
  readonly userErrors!: readonly UserError[];
}

@ObjectType({ description: 'The new token with all that an agent needs, or why there is none.' })
export class CreateEnrollmentTokenPayload {
  @Field(() => EnrollmentToken, { nullable: true, description: 'Null when none was made.' })
  readonly enrollmentToken!: EnrollmentToken | null;

  @Field(() => String, { nullable: true, description: 'Its text, shown this once.' })
  readonly text!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Where agents enrol; null where it is not configured.',
  })
  readonly address!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Pin of the authority, by which the agent knows this centre; null where it is not configured.',
  })
  readonly caPin!: string | null;

  @Field(() => String, { nullable: true, description: 'The whole command line, shown this once.' })
  readonly command!: string | null;

  @Field(() => [UserError], { description: 'Empty when it was done.' })
  readonly userErrors!: readonly UserError[];
}

@ObjectType({ description: 'The token after the change, or why nothing was changed.' })
export class RevokeEnrollmentTokenPayload {
  @Field(() => EnrollmentToken, { nullable: true, description: 'Null when nothing was changed.' })
  readonly enrollmentToken!: EnrollmentToken | null;

  @Field(() => [UserError], { description: 'Empty when it was done.' })
  readonly userErrors!: readonly UserError[];
}

@ObjectType({ description: 'A code with which a browser logs in, once.' })
export class LoginCode {
  @Field(() => String, { description: 'Its text, shown this once.' })
  readonly code!: string;

  @Field(() => String, { description: 'Path and fragment of the page that takes it.' })
  readonly path!: string;

  @Field(() => DateTime, { description: 'When it ends: ten minutes from now.' })
  readonly expiresAt!: Date;
}
