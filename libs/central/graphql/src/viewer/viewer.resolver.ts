import { ROLES, type Permission, type Role } from '@plimsoll/identity';
import { Context, Field, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { ApiRequest } from '../request/api-request.js';
import { PermissionEnum, RoleEnum } from '../schema/enums.js';
import { Permit } from '../schema/permit.js';

@ObjectType({ description: 'Who asks.' })
export class Viewer {
  @Field(() => String, { description: 'Name of the token.' })
  readonly name!: string;

  @Field(() => RoleEnum, { description: 'Its role.' })
  readonly role!: Role;

  @Field(() => [PermissionEnum], { description: 'What the role may do.' })
  readonly permissions!: readonly Permission[];
}

@Resolver()
export class ViewerResolver {
  @Permit('read')
  @Query(() => Viewer, { description: 'Who asks, and what they may do.' })
  viewer(@Context('request') { principal: { name, role } }: ApiRequest): Viewer {
    return { name, role, permissions: ROLES[role] };
  }
}
