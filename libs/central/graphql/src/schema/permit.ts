import type { Permission } from '@plimsoll/identity';
import { Extensions } from '@nestjs/graphql';

/** What the caller's role must allow for a root field. The schema does not start when a root field has none. */
export const Permit = (permission: Permission): MethodDecorator & PropertyDecorator & ClassDecorator =>
  Extensions({ permission });
