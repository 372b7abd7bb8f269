/** Schema 5: how far the list is that an agent is reading, as it told last; null while none is. */
export const READING_SCHEMA = /* sql */ `
alter table partitions
  add column read_objects     integer,
  add column read_expected    integer,      -- in all; null: not told
  add column read_elapsed_ms  bigint,       -- since the list began, when it was told
  add column read_told_at     timestamptz;
`;
