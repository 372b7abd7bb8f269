/**
 * Schema 6: by which rules the facts of a partition were taken or rejected. Where they are other ones than those of the
 * centre that opens a stream, what was rejected is asked for again (DESIGN section 6, poison).
 */
export const INTAKE_SCHEMA = /* sql */ `
alter table partitions add column intake text not null default '';
`;
