import type { ClusterIdentity as Identity, IdentityEvent as Event } from '@plimsoll/identity';
import { Field, ID, ObjectType } from '@nestjs/graphql';
import { DateTime } from '../schema/date-time.js';
import { IdentityEventEnum, IdentityStateEnum } from '../schema/enums.js';

@ObjectType({ description: 'Something that happened to the identity of a cluster.' })
export class IdentityEvent {
  @Field(() => IdentityEventEnum, { description: 'What.' })
  readonly kind!: Event['kind'];

  @Field(() => ID, { description: 'The agent of that time, as its certificate names it.' })
  readonly agentId!: string;

  @Field(() => DateTime, { description: 'When.' })
  readonly occurredAt!: Date;

  @Field(() => String, { description: 'For people.' })
  readonly detail!: string;
}

@ObjectType({ description: 'By what a cluster is known: the agent that was enrolled for it last.' })
export class ClusterIdentity {
  @Field(() => IdentityStateEnum, { description: 'Whether its agent may stream and renew.' })
  readonly state!: Identity['state'];

  @Field(() => ID, { description: 'As its certificate names it; each enrolment makes another.' })
  readonly agentId!: string;

  @Field(() => DateTime, { description: 'When this agent was enrolled.' })
  readonly enrolledAt!: Date;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When its certificate was renewed last; null: never.',
  })
  readonly renewedAt!: Date | null;

  @Field(() => DateTime, {
    description: 'When its certificate ends. For 30 days after that it may still renew.',
  })
  readonly certificateExpiresAt!: Date;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Since when it is in quarantine, for copies of its state are in use; null: it is not.',
  })
  readonly quarantinedAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'When it was revoked; null: it was not.' })
  readonly revokedAt!: Date | null;

  @Field(() => String, { nullable: true, description: 'What showed the copy, or who revoked it.' })
  readonly reason!: string | null;

  @Field(() => String, { description: 'What to do; empty when nothing.' })
  readonly nextStep!: string;

  @Field(() => [IdentityEvent], { description: 'Newest first, at most 20, of earlier agents too.' })
  readonly events!: readonly IdentityEvent[];
}
