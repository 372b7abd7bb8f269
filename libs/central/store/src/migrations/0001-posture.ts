/**
 * Schema 1. Every key and unique constraint starts with the organization id, so that the tables can be distributed by
 * it; every table but `directory`, `catalog_controls` and `installation` is under forced row-level security. Times are the centre's.
 */
export const POSTURE_SCHEMA = /* sql */ `
-- Ids and generations only, outside row-level security, for the sweep. Its row is the lock under which ingest takes
-- a stream number and a generation, so that generations commit in order. Evaluation never locks it for long: it
-- writes evaluated_* at the end of its short transactions.
create table directory (
  organization_id      uuid not null,
  cluster_id           uuid not null,
  state                text not null default 'active' check (state in ('active', 'archived', 'deleting')),
  stream_number        bigint not null default 0,
  generation           bigint not null default 0,
  covered_generation   bigint not null default 0,  -- turned into dirty rows up to here
  covered_ordinal      integer not null default 0, -- of the catalogue
  dirty                boolean not null default false,
  valid_until          timestamptz,                -- the earliest of its open posture rows
  primary key (organization_id, cluster_id)
);

-- Which digest a control had at which catalogue ordinal: tells what an upgrade must judge again. No tenant in it.
create table catalog_controls (
  ordinal  integer not null,
  control  text not null,
  digest   bytea not null,
  primary key (ordinal, control)
);

-- The one row that says that this installation had its first start. No tenant's data in it.
create table installation (
  only_row               boolean primary key default true check (only_row),
  first_organization_id  uuid not null,
  started_at             timestamptz not null default now()
);

create table organizations (
  organization_id  uuid primary key,
  name             text not null,
  created_at       timestamptz not null default now()
);

create table api_tokens (
  organization_id  uuid not null references organizations on delete cascade,
  token_id         uuid not null,
  name             text not null,
  role             text not null check (role in ('admin', 'viewer', 'agent-manager')),
  secret_hash      bytea not null,
  created_at       timestamptz not null default now(),
  created_by       text not null,
  expires_at       timestamptz not null,
  revoked_at       timestamptz,
  last_used_at     timestamptz,
  primary key (organization_id, token_id)
);

create table clusters (
  organization_id   uuid not null references organizations on delete cascade,
  cluster_id        uuid not null,
  kind              text not null check (kind in ('kubernetes', 'host')),
  uid               text not null,
  name              text not null,
  labels            jsonb not null default '{}',
  state             text not null default 'active' check (state in ('active', 'archived', 'deleting')),
  created_at        timestamptz not null default now(),
  archived_at       timestamptz,
  -- Connection, written at hello, at heartbeats (coarsely) and at goodbye.
  connected_stream  bigint,
  connected_at      timestamptz,
  last_seen_at      timestamptz,
  agent_version     text,
  clock_offset_ms   integer,
  primary key (organization_id, cluster_id),
  unique (organization_id, uid)
);

create table enrollment_tokens (
  organization_id  uuid not null references organizations on delete cascade,
  token_id         uuid not null,
  secret_hash      bytea not null,
  description      text not null default '',
  labels           jsonb not null default '{}',
  cluster_id       uuid,               -- minted for the re-enrolment of this cluster
  max_uses         integer not null default 1 check (max_uses between 1 and 100),
  uses             integer not null default 0,
  created_at       timestamptz not null default now(),
  created_by       text not null,
  expires_at       timestamptz not null,
  revoked_at       timestamptz,
  primary key (organization_id, token_id)
);

create table agents (
  organization_id     uuid not null,
  cluster_id          uuid not null,
  agent_id            uuid not null,
  public_key          bytea not null,   -- SHA-256 of the SubjectPublicKeyInfo
  join_counter        bigint not null,
  join_secret_hash    bytea not null,
  -- The renewal that was answered last, so that the same call gets the same answer until the new state is used.
  renewal_request     bytea,            -- SHA-256 of what was presented
  renewal_response    bytea,
  certificate         bytea not null,   -- SHA-256 of the certificate
  previous_certificate bytea,           -- stays good until the present one has opened a stream
  certificate_expires timestamptz not null,
  enrolled_at         timestamptz not null default now(),
  revoked_at          timestamptz,
  primary key (organization_id, cluster_id, agent_id),
  foreign key (organization_id, cluster_id) references clusters on delete cascade
);

-- A command is a row; NOTIFY wakes the gateway that holds the stream; sent again after each hello.
create table commands (
  organization_id  uuid not null,
  cluster_id       uuid not null,
  command_id       uuid not null,
  kind             text not null check (kind in ('refresh')),
  created_at       timestamptz not null default now(),
  created_by       text not null,
  acknowledged_at  timestamptz,
  ok               boolean,
  detail           text,
  primary key (organization_id, cluster_id, command_id),
  foreign key (organization_id, cluster_id) references clusters on delete cascade
);

-- What is known of each (source, partition): that it was seen again is recorded here, never per fact.
create table partitions (
  organization_id  uuid not null,
  cluster_id       uuid not null,
  source           text not null,
  partition        text not null,
  state            text not null check (state in ('syncing', 'complete', 'not-collected')),
  reason           text,
  completed_at     timestamptz,  -- the last epoch that closed with a root
  confirmed_at     timestamptz,  -- the last epoch or heartbeat that confirmed it
  facts            integer not null default 0,
  rejected         integer not null default 0,
  buckets          bytea not null default '', -- sorted (bucket: 1 byte, value: 16 bytes), no empty buckets
  primary key (organization_id, cluster_id, source, partition),
  foreign key (organization_id, cluster_id) references clusters on delete cascade
);

create table facts (
  organization_id  uuid not null,
  cluster_id       uuid not null,
  subject_key      text collate "C" not null,
  source           text not null,
  partition        text not null,
  generation       bigint not null,
  trim_version     smallint not null,
  digest           bytea not null,   -- 16 bytes; of a rejected fact the claimed one
  body             text,             -- exactly the received canonical JSON; null: ended (tombstone) or rejected
  rejection        text,             -- code and detail, of a rejected fact
  changed_at       timestamptz not null default now(),
  primary key (organization_id, cluster_id, subject_key, source),
  foreign key (organization_id, cluster_id) references clusters on delete cascade
);
-- Partial, though every generation is above 0: so that only a question about generations may walk it. A table without
-- statistics makes the planner prefer it, the smaller one, for probes of the primary key: a walk of the cluster for each.
create index facts_by_generation on facts (organization_id, cluster_id, generation) where generation > 0;
create index facts_rejected on facts (organization_id, cluster_id) where rejection is not null;

create table dirty (
  organization_id  uuid not null,
  cluster_id       uuid not null,
  subject_key      text collate "C" not null,
  cause            text not null check (cause in ('facts', 'catalogue')),
  primary key (organization_id, cluster_id, subject_key)
);

create table derived (
  organization_id  uuid not null,
  cluster_id       uuid not null,
  derivation       text not null,
  key              text not null,
  digest           bytea not null,
  value            text not null,
  primary key (organization_id, cluster_id, derivation, key)
);

create table subjects (
  organization_id  uuid not null,
  cluster_id       uuid not null,
  subject_key      text collate "C" not null,
  api_group        text not null,
  kind             text not null,
  namespace        text not null,
  name             text not null,
  vector           bytea not null,   -- a byte a control, at the control's place: 0 none, 1 pass, 2 fail, 3 unknown, 4 not-applicable
  findings_digest  bytea not null default '', -- 8 bytes an open finding, by place: tells which changed without a look at them
  first_seen_at    timestamptz not null default now(),
  judged_at        timestamptz not null default now(),
  primary key (organization_id, cluster_id, subject_key)
);

create table findings (
  organization_id  uuid not null,
  cluster_id       uuid not null,
  finding_id       bytea not null,   -- 16 bytes of SHA-256 over organization, cluster, control, subject
  opened_at        timestamptz not null,
  closed_at        timestamptz,
  first_opened_at  timestamptz not null,
  subject_key      text not null,
  namespace        text not null,
  control          text not null,
  severity         smallint not null, -- 0 critical, 1 high, 2 medium, 3 low
  verdict          text not null check (verdict in ('fail', 'unknown')),
  reason           text not null default '',
  evidence         text not null,     -- JSON array of model Evidence
  cause            text not null,
  primary key (organization_id, cluster_id, finding_id, opened_at)
);
create unique index findings_open on findings (organization_id, cluster_id, finding_id) where closed_at is null;
create index findings_worst on findings (organization_id, severity, opened_at desc, finding_id) where closed_at is null;

create table tallies (
  organization_id  uuid not null,
  cluster_id       uuid not null,
  namespace        text not null,
  control          text not null,
  opened_at        timestamptz not null,
  closed_at        timestamptz,
  pass             integer not null,
  fail             integer not null,
  unknown          integer not null,
  not_applicable   integer not null,
  waived           integer not null default 0,
  cause            text not null,
  primary key (organization_id, cluster_id, namespace, control, opened_at)
);
create unique index tallies_open on tallies (organization_id, cluster_id, namespace, control) where closed_at is null;

create table posture (
  organization_id  uuid not null,
  cluster_id       uuid not null,
  namespace        text not null,     -- '' : the whole cluster
  framework        text not null,
  opened_at        timestamptz not null,
  closed_at        timestamptz,
  score            real,              -- 0..100; null: no denominator or insufficient data
  coverage         real,              -- 0..1
  compliance       real,
  passed           integer not null,
  failed           integer not null,
  unknown          integer not null,
  manual           integer not null,
  not_applicable   integer not null,
  requirements     text not null,     -- JSON: requirement id -> state and the controls that made it
  freshness        text not null default '{}', -- JSON: numbers of partitions and a digest of those that were stale
  valid_until      timestamptz,
  cause            text not null,
  primary key (organization_id, cluster_id, namespace, framework, opened_at)
);
create unique index posture_open on posture (organization_id, cluster_id, namespace, framework) where closed_at is null;
`;

/** Its tables under forced row-level security. */
export const POSTURE_TABLES = [
  'organizations',
  'api_tokens',
  'clusters',
  'enrollment_tokens',
  'agents',
  'commands',
  'partitions',
  'facts',
  'dirty',
  'derived',
  'subjects',
  'findings',
  'tallies',
  'posture',
] as const;
