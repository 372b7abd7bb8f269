/** A row belongs to the organization that the transaction has set; unset (null or '') means nothing is visible. */
const OWN_ROW = `organization_id = (select nullif(current_setting('plimsoll.organization', true), '')::uuid)`;

/**
 * The statements that put a table under forced row-level security. Each migration that adds a tenant table runs them;
 * a test finds a table that was forgotten.
 */
export function rowSecurity(table: string): readonly string[] {
  return [
    `alter table ${table} enable row level security`,
    `alter table ${table} force row level security`,
    `create policy own_organization on ${table} using (${OWN_ROW}) with check (${OWN_ROW})`,
  ];
}
