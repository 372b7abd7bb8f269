import { identityErrors } from '../errors.js';
import type { Principal } from './principal.js';

/** What may be done, in the organization of the principal. */
export const PERMISSIONS = [
  'read',
  'edit-clusters',
  'refresh-clusters',
  'revoke-clusters',
  'archive-clusters',
  'delete-clusters',
  'manage-enrollment-tokens',
  'manage-api-tokens',
] as const;

export type Permission = (typeof PERMISSIONS)[number];
export type Role = 'admin' | 'viewer' | 'agent-manager';

/** The permission table. */
export const ROLES: Readonly<Record<Role, readonly Permission[]>> = {
  admin: PERMISSIONS,
  viewer: ['read'],
  // Whoever mints a token for a known cluster replaces its agent, so revoking is nothing more.
  'agent-manager': [
    'read',
    'edit-clusters',
    'refresh-clusters',
    'revoke-clusters',
    'manage-enrollment-tokens',
  ],
};

export const isRole = (text: string): text is Role => Object.hasOwn(ROLES, text);

export const may = (principal: Principal, permission: Permission): boolean =>
  ROLES[principal.role].includes(permission);

/** @throws PERMISSION_DENIED */
export function assertMay(principal: Principal, permission: Permission): void {
  if (may(principal, permission)) return;
  throw identityErrors.error('PERMISSION_DENIED', `the role ${principal.role} may not ${permission}`, {
    details: { role: principal.role, permission },
  });
}

/** Nobody hands out more than they have. @throws ROLE_EXCEEDS_CALLER */
export function assertMayGrant(principal: Principal, role: Role): void {
  const missing = ROLES[role].find((permission) => !may(principal, permission));
  if (missing === undefined) return;
  throw identityErrors.error('ROLE_EXCEEDS_CALLER', `the role ${principal.role} may not grant ${role}`, {
    details: { role, permission: missing },
  });
}
