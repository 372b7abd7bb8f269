import type {
  ApiToken as ApiTokenRow,
  EnrollmentToken as EnrollmentTokenRow,
  Role,
} from '@plimsoll/identity';
import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { Label, labelList } from '../clusters/cluster.js';
import { clusterGlobalId } from '../clusters/cluster-id.js';
import { writeGlobalId } from '../ids/global-id.js';
import { Node } from '../node-by-id/node.js';
import { DateTime } from '../schema/date-time.js';
import { RoleEnum } from '../schema/enums.js';

@ObjectType({ implements: () => [Node], description: 'A token for this API, without its secret.' })
export class ApiToken extends Node {
  readonly __typename!: 'ApiToken';

  @Field(() => String, { description: 'As its maker called it.' })
  readonly name!: string;

  @Field(() => RoleEnum, { description: 'What it may do.' })
  readonly role!: Role;

  @Field(() => DateTime, { description: 'When it was made.' })
  readonly createdAt!: Date;

  @Field(() => DateTime, { description: 'When it ends.' })
  readonly expiresAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'When it was revoked; null: it was not.' })
  readonly revokedAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'At most five minutes too old; null: never used.' })
  readonly lastUsedAt!: Date | null;
}

@ObjectType({
  implements: () => [Node],
  description: 'A token with which clusters enrol, without its secret.',
})
export class EnrollmentToken extends Node {
  readonly __typename!: 'EnrollmentToken';

  @Field(() => String, { description: 'What it is for.' })
  readonly description!: string;

  @Field(() => [Label], { description: 'Given to each cluster that enrols with it.' })
  readonly labels!: readonly Label[];

  @Field(() => ID, { nullable: true, description: 'The known cluster that may enrol again with it.' })
  readonly clusterId!: string | null;

  @Field(() => Int, { description: 'How often it may be used.' })
  readonly maxUses!: number;

  @Field(() => Int, { description: 'How often it was used.' })
  readonly uses!: number;

  @Field(() => DateTime, { description: 'When it was made.' })
  readonly createdAt!: Date;

  @Field(() => DateTime, { description: 'When it ends.' })
  readonly expiresAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'When it was revoked; null: it was not.' })
  readonly revokedAt!: Date | null;
}

export function apiTokenNode(token: ApiTokenRow): ApiToken {
  const { name, role, createdAt, expiresAt, revokedAt, lastUsedAt } = token;
  const id = writeGlobalId({ type: 'ApiToken', parts: [token.id] });
  return { __typename: 'ApiToken', id, name, role, createdAt, expiresAt, revokedAt, lastUsedAt };
}

export function enrollmentTokenNode(token: EnrollmentTokenRow): EnrollmentToken {
  const { description, maxUses, uses, createdAt, expiresAt, revokedAt } = token;
  return {
    __typename: 'EnrollmentToken',
    id: writeGlobalId({ type: 'EnrollmentToken', parts: [token.id] }),
    labels: labelList(token.labels),
    clusterId: token.clusterId && clusterGlobalId(token.clusterId),
    description,
    maxUses,
    uses,
    createdAt,
    expiresAt,
    revokedAt,
  };
}
