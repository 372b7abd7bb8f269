import { POSTURE_TABLES } from './0001-posture.js';
import { CHANGES_TABLES } from './0003-changes.js';
import { IDENTITY_TABLES } from './0004-identity.js';
import { PAST_TABLES } from './0007-past.js';

/** The tables under forced row-level security; `organizations` by its own id. */
export const TENANT_TABLES = [
  ...POSTURE_TABLES,
  'login_codes',
  ...CHANGES_TABLES,
  ...IDENTITY_TABLES,
  ...PAST_TABLES,
] as const;
