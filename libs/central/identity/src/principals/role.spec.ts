import { isOrganizationId } from '@plimsoll/model';
import { expect, it } from 'vitest';
import { operator } from './principal.js';
import type { Principal } from './principal.js';
import { PERMISSIONS, ROLES, assertMay, assertMayGrant, may } from './role.js';

const id = '00000000-0000-4000-8000-000000000001';
if (!isOrganizationId(id)) throw new Error('not an id');
const admin = operator(id);
const viewer: Principal = { ...admin, role: 'viewer' };
const agentManager: Principal = { ...admin, role: 'agent-manager' };

it('lets an administrator do everything and a viewer read', () => {
  expect(PERMISSIONS.filter((one) => may(admin, one))).toEqual([...PERMISSIONS]);
  expect(PERMISSIONS.filter((one) => may(viewer, one))).toEqual(['read']);
});

it('keeps data and tokens of others from an agent manager', () => {
  const kept = ['archive-clusters', 'delete-clusters', 'manage-api-tokens'] as const;
  for (const one of kept) {
    expect(() => assertMay(agentManager, one)).toThrow(
      expect.objectContaining({ code: 'PERMISSION_DENIED' }),
    );
  }
});

it('lets nobody grant more than they have', () => {
  assertMayGrant(admin, 'admin');
  assertMayGrant(agentManager, 'viewer');
  expect(() => assertMayGrant(agentManager, 'admin')).toThrow(
    expect.objectContaining({ code: 'ROLE_EXCEEDS_CALLER' }),
  );
  expect(() => assertMayGrant(viewer, 'agent-manager')).toThrow(/may not grant/);
  expect(Object.keys(ROLES)).toHaveLength(3);
});
