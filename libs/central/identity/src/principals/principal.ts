import type { OrganizationId } from '@plimsoll/model';
import type { Role } from './role.js';

/** Who acts, in one organization. */
export interface Principal {
  readonly kind: 'api-token' | 'operator';
  readonly organizationId: OrganizationId;
  /** The token's id, or `operator`. */
  readonly id: string;
  readonly name: string;
  readonly role: Role;
}

/** Whoever runs the centre's own processes and so could write its database: first start and the local command line. */
export const operator = (organizationId: OrganizationId): Principal => ({
  kind: 'operator',
  organizationId,
  id: 'operator',
  name: 'operator',
  role: 'admin',
});

/** How a row remembers who made it. */
export const signature = (principal: Principal): string => `${principal.kind}:${principal.id}`;
