/** Schema 2: one-time codes by which a browser gets the session of whoever made the code. Only hashes are kept. */
export const LOGIN_CODES_SCHEMA = /* sql */ `
create table login_codes (
  organization_id  uuid not null references organizations on delete cascade,
  code_id          uuid not null,
  secret_hash      bytea not null,
  role             text not null check (role in ('admin', 'viewer', 'agent-manager')),
  created_at       timestamptz not null default now(),
  created_by       text not null,
  expires_at       timestamptz not null,
  used_at          timestamptz,
  primary key (organization_id, code_id)
);
`;
