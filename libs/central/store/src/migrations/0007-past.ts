/**
 * Schema 7: what answers about the past are made with. The Kubernetes version of then, with each posture row; and when
 * which (source, partition) was stale, as the rows of posture took it: intervals like those of findings.
 */
export const PAST_SCHEMA = /* sql */ `
alter table posture add column kubernetes_version text; -- null: not recorded; '' : not known then

create table outages (
  organization_id  uuid not null,
  cluster_id       uuid not null,
  source           text not null,
  partition        text not null,
  opened_at        timestamptz not null,
  closed_at        timestamptz,
  primary key (organization_id, cluster_id, source, partition, opened_at)
);
create unique index outages_open on outages (organization_id, cluster_id, source, partition) where closed_at is null;
`;

/** Its table under forced row-level security. */
export const PAST_TABLES = ['outages'] as const;
