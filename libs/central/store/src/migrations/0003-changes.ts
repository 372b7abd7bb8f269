/**
 * Schema 3: the feed of changes. A commit of evaluation that changed findings or posture takes the next position of its
 * organization under the lock of the row of `change_feeds`, which it holds to its end: positions commit in their order.
 */
export const CHANGES_SCHEMA = /* sql */ `
create table change_feeds (
  organization_id  uuid primary key references organizations on delete cascade,
  position         bigint not null,            -- of the last commit
  pruned           bigint not null default 0   -- up to here nothing is kept
);

create table changes (
  organization_id  uuid not null references organizations on delete cascade,
  position         bigint not null,
  cluster_id       uuid not null,
  changed_at       timestamptz not null,       -- of the rows that were opened and closed
  appended_at      timestamptz not null default clock_timestamp(),
  posture          boolean not null,           -- posture rows were opened or closed
  findings         bytea not null,             -- 16 bytes a finding that was opened or closed
  primary key (organization_id, position)
);
-- Ids do not compress, and pages read a part of them.
alter table changes alter column findings set storage external;
create index changes_of_cluster on changes (organization_id, cluster_id);
`;

/** Its tables under forced row-level security. */
export const CHANGES_TABLES = ['change_feeds', 'changes'] as const;
