/**
 * Schema 4: agents in quarantine, and what happened to the identity of a cluster. Events are few by nature: each is a
 * change of state, never a repeated refusal.
 */
export const IDENTITY_SCHEMA = /* sql */ `
alter table agents
  add column renewal_key        bytea,        -- SHA-256 of the key that asked for the renewal answered last
  add column renewed_at         timestamptz,
  add column quarantined_at     timestamptz,  -- copies of its state are in use; never taken back, the cluster enrols again
  add column quarantine_reason  text;

create table identity_events (
  organization_id  uuid not null,
  cluster_id       uuid not null,
  event_id         uuid not null,
  agent_id         uuid not null,
  kind             text not null check (kind in ('enrolled', 'enrolled-again', 'quarantined', 'join-state-adopted', 'revoked')),
  occurred_at      timestamptz not null,
  noted_at         timestamptz not null default clock_timestamp(), -- the order of events of one instant
  detail           text not null,
  primary key (organization_id, cluster_id, event_id),
  foreign key (organization_id, cluster_id) references clusters on delete cascade
);
create index identity_events_newest on identity_events (organization_id, cluster_id, occurred_at desc, noted_at desc);
`;

/** Its tables under forced row-level security. */
export const IDENTITY_TABLES = ['identity_events'] as const;
