/**
 * Schema 8: what an open posture row is compared by. Without it each comparison reads the requirements of every row of
 * the cluster out of their compressed pages.
 */
export const REQUIREMENTS_DIGEST_SCHEMA = /* sql */ `
alter table posture add column requirements_digest text; -- MD5 in hexadecimal; null: as it was before, not recorded
`;
